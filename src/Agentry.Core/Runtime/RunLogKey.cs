namespace Agentry;

/// <summary>The secret with which the hashes of run logs are made; register it with <c>SignRunLog</c>.</summary>
internal sealed record RunLogKey(byte[] Key);
