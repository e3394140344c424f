namespace Agentry.Tests;

/// <summary>A small file system that a test may fill: really no space left, not a limit that SQLite sets itself. <c>.ci/run</c> mounts one.</summary>
internal static class SmallDisk
{
    /// <summary>The variable that names a directory on a file system of at most 16 MiB that only these tests use.</summary>
    public const string Variable = "AGENTRY_SMALL_DISK";

    private const long Largest = 16L << 20;

    public static string? Root { get; } = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root ? root : null;

    public static string? SkipReason => Root is not null || Environment.GetEnvironmentVariable("AGENTRY_REQUIRE_ALL") == "1"
        ? null
        : $"No small file system: set {Variable} to a directory on one (mount -t tmpfs -o size=4m tmpfs DIRECTORY).";

    /// <summary>Takes all space but this much, until it is disposed.</summary>
    public static IDisposable Fill(long bytesLeft)
    {
        string root = Root ?? throw new InvalidOperationException($"AGENTRY_REQUIRE_ALL=1 forbids skipping, but {Variable} is not set.");
        long free = new DriveInfo(root).AvailableFreeSpace;
        if (free > Largest)
            throw new InvalidOperationException($"{Variable} names a file system with {free} bytes of space; these tests fill it, so they take a small one only.");
        return new Filling(Path.Combine(root, "filling"), free - bytesLeft);
    }

    private sealed class Filling : IDisposable
    {
        private readonly string _path;

        public Filling(string path, long bytes)
        {
            _path = path;
            File.WriteAllBytes(path, new byte[Math.Max(bytes, 0)]);
        }

        public void Dispose() => File.Delete(_path);
    }
}

/// <summary>A theory that needs <see cref="SmallDisk"/>: skipped at discovery, with the reason, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SmallDiskTheoryAttribute : TheoryAttribute
{
    public SmallDiskTheoryAttribute() => Skip = SmallDisk.SkipReason;
}
