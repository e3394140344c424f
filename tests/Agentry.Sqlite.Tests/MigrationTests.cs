using System.Globalization;

namespace Agentry.Tests;

/// <summary>Files of older and newer builds.</summary>
public sealed class MigrationTests
{
    private static readonly Migration[] Newer =
    [
        .. Migrations.All,
        new("a note per run", "ALTER TABLE run ADD COLUMN note TEXT; CREATE INDEX run_by_note ON run (note) WHERE note IS NOT NULL"),
        new("a table more", "CREATE TABLE extra (id INTEGER PRIMARY KEY)"),
    ];

    private static SqliteSeams OfNewer => new() { Migrations = Newer };

    [Fact]
    public async Task File_OfAnOlderBuild_IsMigratedAndKeepsItsRuns()
    {
        await using var file = new StoreFile();
        var run = new AppendedRun("r1");
        SqliteRunStore old = file.Open();
        await old.WriteAsync(run);
        await old.DisposeAsync();

        SqliteRunStore store = file.Open(seams: OfNewer);

        (await store.ExpectWholeAsync(run)).Should().Be(4);
        await store.WriteAsync(run);
        file.Ask("PRAGMA user_version").Should().Be(Newer.Length.ToString(CultureInfo.InvariantCulture));
        file.Ask("SELECT group_concat(version || ' ' || name, ', ') FROM (SELECT * FROM migration ORDER BY version)")
            .Should().Be("1 the first schema, 2 accounts and claims, 3 the inbox, 4 a note per run, 5 a table more");
        file.Ask("SELECT count(*) FROM migration WHERE applied_at LIKE '20__-__-__T__:__:__Z'").Should().Be("5");
    }

    [Fact]
    public async Task File_OfTheFirstSchema_GetsAccountsAndInboxAndKeepsItsRuns()
    {
        await using var file = new StoreFile();
        var run = new AppendedRun("r1");
        SqliteRunStore store = file.Open();
        await store.WriteAsync(run);
        await store.DisposeAsync();
        await using (Microsoft.Data.Sqlite.SqliteConnection connection = file.OpenRaw())
        {
            await using Microsoft.Data.Sqlite.SqliteCommand command = connection.CreateCommand();
            command.CommandText = "ALTER TABLE run DROP COLUMN held; DROP TABLE account; DROP TABLE account_taken; DROP TABLE approval; DELETE FROM migration WHERE version >= 2; PRAGMA user_version = 1";
            await command.ExecuteNonQueryAsync();
        }

        store = file.Open();

        (await store.ExpectWholeAsync(run)).Should().Be(4);
        var part = new AccountPart { Account = new AccountKey("a"), Amount = 3, Limit = 5 };
        CommitResult result = await store.CommitAsync(run.Commit(4) with { Claims = [new AccountClaim { Id = "c", Parts = [part] }] });
        result.RefusedClaims.Should().BeEmpty();
        (await store.ReadAccountsAsync("", [part])).Single().Reserved.Should().Be(3);
    }

    [Fact]
    public async Task File_OfANewerBuild_IsRefusedAndLeftAsItIs()
    {
        await using var file = new StoreFile();
        await file.Open(seams: OfNewer).DisposeAsync();
        byte[] before = await File.ReadAllBytesAsync(file.Path);

        RunStoreException refused = FluentActions.Invoking(() => file.Open()).Should().Throw<RunStoreException>().Which;

        refused.Message.Should().Contain(file.Path).And.Contain("schema 5").And.Contain("up to 3").And.Contain("Update");
        refused.FailureClass.Should().Be(FailureClass.Refused);
        (await File.ReadAllBytesAsync(file.Path)).Should().Equal(before);
    }

    [Fact]
    public async Task File_MigratedUnderARunningOlderBuild_IsNotWrittenByItAnyMore()
    {
        await using var file = new StoreFile();
        SqliteRunStore old = file.Open();
        var run = new AppendedRun("r1");
        await old.WriteAsync(run);
        SqliteRunStore store = file.Open(seams: OfNewer);

        await FluentActions.Awaiting(() => old.CommitAsync(run.Commit(4)).AsTask()).Should().ThrowAsync<RunStoreException>().WithMessage("*newer*");

        (await old.ExpectWholeAsync(run)).Should().Be(4, "its reads go on");
        await store.WriteAsync(run);
    }

    [Fact]
    public async Task Migration_ThatFails_LeavesTheFileAsItWas()
    {
        await using var file = new StoreFile();
        var run = new AppendedRun("r1");
        SqliteRunStore old = file.Open();
        await old.WriteAsync(run);
        await old.DisposeAsync();
        Migration[] broken = [.. Newer[..4], new("broken", "CREATE TABLE more (id INTEGER); CREATE TABLE run (id INTEGER)")];

        FluentActions.Invoking(() => file.Open(seams: new SqliteSeams { Migrations = broken })).Should().Throw<RunStoreException>();

        file.Ask("PRAGMA user_version").Should().Be("3");
        file.Ask("SELECT count(*) FROM sqlite_master WHERE name IN ('more', 'run_by_note')").Should().Be("0");
        (await file.Open().ExpectWholeAsync(run)).Should().Be(4);
    }

    [Fact]
    public async Task Stores_ThatCreateOneFileAtOnce_MigrateItOnce()
    {
        for (int round = 0; round < 5; round++)
        {
            await using var file = new StoreFile();
            SqliteOptions Options() => new() { ConnectionString = file.ConnectionString, BusyTimeout = TimeSpan.FromSeconds(30) };

            SqliteRunStore[] stores = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => new SqliteRunStore(Options(), OfNewer))));

            await Task.WhenAll(stores.Select((s, i) => s.WriteAsync(new AppendedRun($"r{i}", blobBytes: 0))));
            (await stores[0].ListAsync(new RunQuery())).Should().HaveCount(6);
            foreach (SqliteRunStore store in stores)
                await store.DisposeAsync();
            file.Ask("SELECT count(*) FROM migration").Should().Be("5");
        }
    }
}
