namespace Agentry.Benchmarks;

/// <summary>What a step of an agent brings: two events and one blob, of the sizes of recorded conversations.</summary>
internal static class CommitBytes
{
    public static byte[] Event { get; } = new byte[350];

    public static byte[] Hash { get; } = new byte[32];

    public static byte[] Blob { get; } = new byte[660];

    public static int Total => (2 * (Event.Length + Hash.Length)) + Blob.Length;
}
