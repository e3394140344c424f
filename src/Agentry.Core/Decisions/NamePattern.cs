namespace Agentry;

/// <summary>Names, some of which may end with <c>*</c>. Thread-safe.</summary>
internal sealed class NamePattern(IEnumerable<string> names)
{
    private readonly string[] _names = [.. names];

    public bool IsEmpty => _names.Length == 0;

    public bool Matches(string name)
    {
        foreach (string pattern in _names)
        {
            if (pattern.EndsWith('*') ? name.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal) : pattern == name)
                return true;
        }

        return false;
    }
}
