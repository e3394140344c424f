using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>What every store must do.</summary>
public sealed class SqliteRunStoreTests
{
    public static TheoryData<string> Checks => [.. RunStoreConformance.Checks];

    [Theory, MemberData(nameof(Checks))]
    public async Task Store_EachCheckOfTheKit_Holds(string check)
    {
        await using var file = new StoreFile();

        RunStoreFailure? failure = await RunStoreConformance.CheckAsync(
            check, _ => new ValueTask<RunStore>(file.Open()), TimeSpan.FromSeconds(60));

        failure.Should().BeNull();
    }

    [Fact]
    public async Task Store_DisposedTwiceAndSynchronously_IsClosedOnce()
    {
        await using var file = new StoreFile();
        SqliteRunStore store = file.Open();
        var run = new AppendedRun("r1");
        await store.WriteAsync(run);

        ((IDisposable)store).Dispose();
        await store.DisposeAsync();

        await FluentActions.Awaiting(() => store.CommitAsync(run.Next()).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
        await FluentActions.Awaiting(() => store.GetAsync(run.Key).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Dispose_WhileARunIsWatched_EndsTheWatch()
    {
        await using var file = new StoreFile();
        SqliteRunStore store = file.Open();
        var run = new AppendedRun("r1");
        await store.WriteAsync(run);
        await using IAsyncEnumerator<StoredEvent> watch = store.WatchAsync(run.Key, 5).GetAsyncEnumerator();
        Task<bool> waiting = watch.MoveNextAsync().AsTask();

        await store.DisposeAsync();

        await FluentActions.Awaiting(() => waiting).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task Text_WithZerosAndEveryLanguage_IsReadBack()
    {
        await using var file = new StoreFile();
        SqliteRunStore store = file.Open();
        const string Odd = "a\0b ü 漢 🙂 '; DROP TABLE run; --";
        var run = new AppendedRun(Odd, Odd) { ConversationId = Odd, IdempotencyKey = Odd };

        StoreCommit commit = await store.WriteAsync(run);

        (await store.GetAsync(run.Key)).Should().Be(commit.Summary);
        (await store.ListTenantsAsync()).Should().Equal(Odd);
        (await store.FindKeyAsync(Odd, "agent", Odd))!.Run.Should().Be(run.Key.RunId);
        (await store.GetConversationAsync(Odd, Odd)).Last.Should().Be(run.Key.RunId);
        (await store.ListAsync(new RunQuery { Tenant = "a" })).Should().BeEmpty();
    }

    [Theory]
    [InlineData("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU")]
    [InlineData("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFV")]
    [InlineData("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSu U")]
    [InlineData("e3b0c442")]
    [InlineData("E3B0C442")]
    [InlineData("e3b0c44")]
    [InlineData("")]
    public async Task Hash_OfAnySpelling_IsReadBackAsItWas(string hash)
    {
        await using var file = new StoreFile();
        SqliteRunStore store = file.Open();
        var run = new AppendedRun("r1", blobBytes: 0);
        StoreCommit commit = run.Next();
        commit = commit with
        {
            Blobs = [new StoredBlob(hash, new byte[20])],
            Ledger = [new LedgerEntry(hash, "call", "tool", ToolEffect.Keyed, null, commit.Summary.UpdatedAt)],
            Summary = commit.Summary with { IdempotencyKey = "k", RequestHash = hash },
        };

        (await store.CommitAsync(commit)).Outcome.Should().Be(CommitOutcome.Committed);

        (await store.ReadBlobAsync("", hash))!.Address.Should().Be(hash);
        (await store.ReadBlobAsync("", hash + " ")).Should().BeNull();
        (await store.GetAsync(run.Key))!.RequestHash.Should().Be(hash);
        (await store.FindKeyAsync("", "agent", "k"))!.RequestHash.Should().Be(hash);
        (await store.ListLedgerAsync(new LedgerQuery { Key = hash })).Should().ContainSingle().Which.Entry.Should().Be(commit.Ledger[0]);
        (await store.ListLedgerAsync(new LedgerQuery { Key = hash.ToUpperInvariant() + "0" })).Should().BeEmpty();
    }
}
