namespace Agentry;

/// <summary>What an expression comes to. What cannot be told, because a value is missing or of another type, is not true, nor is its opposite.</summary>
internal enum Truth
{
    False = 0,
    Unknown,
    True,
}
