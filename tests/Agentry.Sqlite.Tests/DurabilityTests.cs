namespace Agentry.Tests;

/// <summary>What was answered is there again, whatever happened to the file in between.</summary>
public sealed class DurabilityTests
{
    [Fact]
    public async Task Store_OpenedAgain_GoesOnWhereItStopped()
    {
        await using var file = new StoreFile();
        var run = new AppendedRun("r1") { ConversationId = "c", IdempotencyKey = "k" };
        SqliteRunStore first = file.Open();
        await first.WriteAsync(run);
        await first.SignalAsync(run.Key, new RunSignal("s", "note", "somebody"));
        await first.DisposeAsync();

        SqliteRunStore second = file.Open();

        (await second.ExpectWholeAsync(run)).Should().Be(4);
        (await second.ReadSignalsAsync(run.Key)).Should().ContainSingle();
        (await second.FindKeyAsync("", "agent", "k"))!.Run.Should().Be(run.Key.RunId);
        (await second.GetConversationAsync("", "c")).Busy.Should().Be(run.Key.RunId);
        await second.WriteAsync(run);
        (await second.ExpectWholeAsync(run)).Should().Be(8);
    }

    [Fact]
    public async Task Scenario_07_TornWal_ReopensAtLastCommit()
    {
        await using var file = new StoreFile();
        var run = new AppendedRun("r1", blobBytes: 10_000);
        SqliteRunStore store = file.Open();
        List<long> sizes = [];
        for (int i = 0; i < 12; i++)
        {
            await store.WriteAsync(run);
            sizes.Add(new FileInfo(file.Path + "-wal").Length);
        }

        await store.DisposeAsync();
        byte[] database = await File.ReadAllBytesAsync(file.Path);
        byte[] wal = await File.ReadAllBytesAsync(file.Path + "-wal");
        sizes[^1].Should().Be(wal.Length, "the log is not brought into the file when the store closes");
        var random = new Random(7);
        for (int cut = 0; cut < 40; cut++)
        {
            // At the last byte of a commit, before it, and anywhere.
            int length = cut < sizes.Count ? (int)sizes[cut] : cut < 2 * sizes.Count ? (int)sizes[cut - sizes.Count] - 1 : random.Next(wal.Length);
            await using var torn = new StoreFile();
            await File.WriteAllBytesAsync(torn.Path, database);
            await File.WriteAllBytesAsync(torn.Path + "-wal", wal[..length]);

            SqliteRunStore reopened = torn.Open();

            int whole = sizes.Count(s => s <= length);
            (await reopened.ExpectWholeAsync(run)).Should().Be(whole * 4, $"of {wal.Length} bytes, {length} are left");
            var next = new AppendedRun("r2");
            await reopened.WriteAsync(next);
            (await reopened.ExpectWholeAsync(next)).Should().Be(4);
        }
    }

    [Fact]
    public async Task Scenario_07_WalWithAFlippedByte_ReopensAtTheCommitBefore()
    {
        await using var file = new StoreFile();
        var run = new AppendedRun("r1", blobBytes: 10_000);
        SqliteRunStore store = file.Open();
        List<long> sizes = [];
        for (int i = 0; i < 6; i++)
        {
            await store.WriteAsync(run);
            sizes.Add(new FileInfo(file.Path + "-wal").Length);
        }

        await store.DisposeAsync();
        byte[] wal = await File.ReadAllBytesAsync(file.Path + "-wal");
        wal[sizes[3] + 5_000] ^= 1;
        await File.WriteAllBytesAsync(file.Path + "-wal", wal);

        (await file.Open().ExpectWholeAsync(run)).Should().Be(4 * 4);
    }

    [Fact]
    public async Task Scenario_08_DiskFull_RunNotAdvancedAndGoesOnAfterSpace()
    {
        await using var file = new StoreFile();
        SqliteDatabase? writer = null;
        SqliteRunStore store = file.Open(seams: new SqliteSeams { Opened = database => writer = database });
        var run = new AppendedRun("r1");
        await store.WriteAsync(run);
        writer!.Execute("PRAGMA max_page_count=1");
        long pages = writer.Number("PRAGMA page_count");
        writer.Execute($"PRAGMA max_page_count={pages + 20}");

        RunStoreException full = (await FluentActions.Awaiting(() => store.CommitAsync(run.Commit(run.Sequence)).AsTask())
            .Should().ThrowAsync<RunStoreException>()).Which;

        full.FailureClass.Should().Be(FailureClass.Transient);
        full.Message.Should().Contain(file.Path).And.Contain("full");
        (await store.ExpectWholeAsync(run)).Should().Be(4);
        writer.Execute("PRAGMA max_page_count=1000000");
        await store.WriteAsync(run);
        (await store.ExpectWholeAsync(run)).Should().Be(8);
    }

    [Fact]
    public async Task Scenario_08_DiskFullForOneOfMany_TheOthersAreWritten()
    {
        await using var file = new StoreFile();
        SqliteDatabase? writer = null;
        using var gate = new CommitGate();
        SqliteRunStore store = file.Open(seams: gate.Seams with { Opened = database => writer = database });
        var large = new AppendedRun("large", blobBytes: 2_000_000);
        AppendedRun[] small = [.. Enumerable.Range(0, 5).Select(i => new AppendedRun($"small{i}", blobBytes: 100))];
        writer!.Execute("PRAGMA max_page_count=100");
        Task<CommitResult> first = await gate.HoldAsync(store, new AppendedRun("first", blobBytes: 0).Next());
        Task<CommitResult>[] smallCommits = [first, .. small.Take(3).Select(r => store.CommitAsync(r.Next()).AsTask())];
        Task<CommitResult> largeCommit = store.CommitAsync(large.Next()).AsTask();
        smallCommits = [.. smallCommits, .. small.Skip(3).Select(r => store.CommitAsync(r.Next()).AsTask())];
        gate.Open();

        (await Task.WhenAll(smallCommits)).Should().OnlyContain(r => r.Outcome == CommitOutcome.Committed);
        await FluentActions.Awaiting(() => largeCommit).Should().ThrowAsync<RunStoreException>().WithMessage("*full*");
        (await store.ExpectWholeAsync(new AppendedRun("large"))).Should().Be(0);
        foreach (AppendedRun run in small)
            (await store.ExpectWholeAsync(run)).Should().Be(4);
    }

    [Theory]
    [InlineData(SqliteSynchronous.Full, 2)]
    [InlineData(SqliteSynchronous.Normal, 1)]
    public async Task Synchronous_OfTheWriter_IsWhatTheOptionsSay(SqliteSynchronous synchronous, long expected)
    {
        await using var file = new StoreFile();
        SqliteDatabase? writer = null;
        file.Open(o => o.Synchronous = synchronous, new SqliteSeams { Opened = database => writer = database });

        writer!.Number("PRAGMA synchronous").Should().Be(expected);
        writer.Number("PRAGMA wal_autocheckpoint").Should().Be(0);
        writer.Number("PRAGMA foreign_keys").Should().Be(1);
        file.Ask("PRAGMA journal_mode").Should().Be("wal");
    }

    [Fact]
    public async Task Erase_OfContent_LeavesNoByteOfItInTheFiles()
    {
        await using var file = new StoreFile();
        SqliteRunStore store = file.Open();
        byte[] secret = [.. Enumerable.Repeat("the secret of the customer "u8.ToArray(), 2_000).SelectMany(b => b)];
        var run = new AppendedRun("r1", blobBytes: 0);
        await store.CommitAsync(run.Next() with { Blobs = [new StoredBlob("secret", secret)] });
        await store.WriteAsync(run);

        (await store.EraseBlobAsync("", "secret")).Should().BeTrue();
        await store.DisposeAsync();

        foreach (string path in Directory.GetFiles(file.Directory))
            (await File.ReadAllBytesAsync(path)).AsSpan().IndexOf("the secret of the customer"u8).Should().Be(-1, path);
    }

    [Fact]
    public async Task Storage_OfTwiceTheTurns_IsAtMostTwoPointTwoTimes()
    {
        long once = await StoredBytesAsync(300);
        long twice = await StoredBytesAsync(600);

        ((double)twice / once).Should().BeLessThan(2.2);
    }

    private static async Task<long> StoredBytesAsync(int turns)
    {
        await using var file = new StoreFile();
        SqliteRunStore store = file.Open();
        var run = new AppendedRun("r1", blobBytes: 700);
        for (int i = 0; i < turns; i++)
            await store.WriteAsync(run);
        await store.DisposeAsync();
        file.Ask("PRAGMA wal_checkpoint(TRUNCATE)");
        return new FileInfo(file.Path).Length;
    }
}
