namespace Agentry.Tests;

/// <summary>The stores on which a scenario without a kill must hold.</summary>
internal sealed class BothStores : IAsyncDisposable
{
    private BothStores(RunStore store) => Store = store;

    public static TheoryData<string> All => ["memory", "sqlite"];

    public RunStore Store { get; }

    public static BothStores Create(string kind, CrashDesk desk, TimeProvider? time = null) => new(kind == "memory"
        ? new InMemoryRunStore(time ?? TimeProvider.System)
        : new SqliteRunStore(new SqliteOptions { ConnectionString = $"Data Source={desk.NewFile()}" }, time: time));

    public ValueTask DisposeAsync() => Store is IAsyncDisposable disposable ? disposable.DisposeAsync() : default;
}
