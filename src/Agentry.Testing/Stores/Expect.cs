namespace Agentry.Testing;

/// <summary>Says what a store did instead.</summary>
internal static class Expect
{
    public static void Equal<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new StoreExpectationException($"{what}: expected {expected?.ToString() ?? "nothing"}, got {actual?.ToString() ?? "nothing"}");
    }

    public static void Sequence<T>(IEnumerable<T> expected, IEnumerable<T> actual, string what) =>
        Equal(string.Join(", ", expected), string.Join(", ", actual), what);

    public static void True(bool condition, string what)
    {
        if (!condition)
            throw new StoreExpectationException(what);
    }

    public static void Bytes(ReadOnlyMemory<byte> expected, ReadOnlyMemory<byte> actual, string what) =>
        True(expected.Span.SequenceEqual(actual.Span), $"{what}: the bytes are not those that were written");
}
