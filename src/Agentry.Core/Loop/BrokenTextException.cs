namespace Agentry;

/// <summary>Why a call's arguments count as unreadable: they hold what has no written form.</summary>
internal sealed class BrokenTextException() : FormatException("The arguments hold half of a surrogate pair, or something else that has no written form.");
