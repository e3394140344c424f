namespace RefundDesk;

/// <summary>Where the desk keeps its runs and what it did, so that both survive a restart.</summary>
internal sealed class DeskFolder : IDisposable
{
    private readonly bool _temporary;

    private DeskFolder(string path, bool temporary)
    {
        Directory.CreateDirectory(path);
        Path = path;
        _temporary = temporary;
    }

    /// <summary>Beside the program, so that it goes with it.</summary>
    public static string Default { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "data");

    public string Path { get; }

    public string Runs => System.IO.Path.Combine(Path, "runs.db");

    public static DeskFolder At(string path) => new(path, temporary: false);

    /// <summary>A new one, which is gone afterwards: the demonstration is the same every time.</summary>
    public static DeskFolder Temporary() => new(Directory.CreateTempSubdirectory("refund-desk-").FullName, temporary: true);

    public void Attach(OrderBook book, Outbox outbox) => _ = new EffectJournal(System.IO.Path.Combine(Path, "effects.jsonl"), book, outbox);

    public void Dispose()
    {
        if (_temporary)
            Directory.Delete(Path, recursive: true);
    }
}
