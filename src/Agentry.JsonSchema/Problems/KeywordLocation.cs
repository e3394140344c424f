namespace Agentry.JsonSchema;

/// <summary>The way to a keyword. It is equal to any other, because problems are the same when they say the same, whichever way led there.</summary>
internal readonly struct KeywordLocation(string way) : IEquatable<KeywordLocation>
{
    /// <summary>A pointer with the steps of references; null where there were none.</summary>
    public string? Way { get; } = way;

    public bool Equals(KeywordLocation other) => true;

    public override bool Equals(object? obj) => obj is KeywordLocation;

    public override int GetHashCode() => 0;
}
