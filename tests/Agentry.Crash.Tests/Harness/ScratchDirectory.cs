namespace Agentry.Tests;

/// <summary>A directory that goes with the test.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    private int _files;

    public string Path { get; } = Directory.CreateTempSubdirectory("agentry-crash-").FullName;

    public string NewFile() => System.IO.Path.Combine(Path, $"{Interlocked.Increment(ref _files)}.db");

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
