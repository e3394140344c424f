using Microsoft.Data.Sqlite;

namespace Agentry.Tests;

/// <summary>Files that cannot be used are refused with the file, the reason and the fix.</summary>
public sealed class RefusedFileTests
{
    [Fact]
    public async Task Directory_Missing_IsNamed()
    {
        await using var file = new StoreFile();
        string missing = Path.Combine(file.Directory, "missing");

        Refused(file, o => o.ConnectionString = $"Data Source={Path.Combine(missing, "runs.db")}").Message
            .Should().Contain(missing).And.Contain("does not exist").And.Contain("Create it");
    }

    [Fact]
    public async Task File_ThatIsADirectory_IsNamed()
    {
        await using var file = new StoreFile();

        Refused(file, o => o.ConnectionString = $"Data Source={file.Directory}").Message.Should().Contain("is a directory");
    }

    [Fact]
    public async Task File_MissingUnderReadWrite_IsNotCreated()
    {
        await using var file = new StoreFile();

        Refused(file, o => o.ConnectionString += ";Mode=ReadWrite").Message.Should().Contain(file.Path).And.Contain("Check that it exists");
        File.Exists(file.Path).Should().BeFalse();
    }

    [Fact]
    public async Task File_ThatIsNoDatabase_IsRefusedAndLeftAsItIs()
    {
        await using var file = new StoreFile();
        string text = string.Concat(Enumerable.Repeat("This is a letter to the bank. ", 200));
        await File.WriteAllTextAsync(file.Path, text);

        Refused(file).Message.Should().Contain(file.Path).And.Contain("not a SQLite database").And.Contain("backup");
        (await File.ReadAllTextAsync(file.Path)).Should().Be(text);
    }

    [Fact]
    public async Task File_OfAnotherApplication_IsRefusedAndLeftAsItIs()
    {
        await using var file = new StoreFile();
        file.Ask("CREATE TABLE customer (id INTEGER PRIMARY KEY)");

        Refused(file).Message.Should().Contain(file.Path).And.Contain("another application");
        file.Ask("PRAGMA journal_mode").Should().Be("delete");
        file.Ask("SELECT group_concat(name) FROM sqlite_master").Should().Be("customer");
    }

    [Fact]
    public async Task File_Damaged_IsSaidToBeDamaged()
    {
        await using var file = new StoreFile();
        SqliteRunStore store = file.Open();
        var run = new AppendedRun("r1", blobBytes: 5_000);
        for (int i = 0; i < 50; i++)
            await store.WriteAsync(run);
        await store.DisposeAsync();
        file.Ask("PRAGMA wal_checkpoint(TRUNCATE)");
        byte[] bytes = await File.ReadAllBytesAsync(file.Path);
        bytes.AsSpan(4096).Fill(0xa5);
        await File.WriteAllBytesAsync(file.Path, bytes);

        RunStoreException damaged = (await FluentActions.Awaiting(async () => await file.Open().GetAsync(run.Key)).Should().ThrowAsync<RunStoreException>()).Which;

        damaged.Message.Should().Contain(file.Path).And.Contain("damaged").And.Contain(".recover");
    }

    [Fact]
    public async Task File_LockedByAnotherProgram_IsTransient()
    {
        await using var file = new StoreFile();
        await using SqliteConnection other = file.OpenRaw();
        await using SqliteCommand command = other.CreateCommand();
        command.CommandText = "PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; CREATE TABLE t (x)";
        await command.ExecuteNonQueryAsync();

        RunStoreException locked = Refused(file, o => o.BusyTimeout = TimeSpan.FromMilliseconds(50));

        locked.FailureClass.Should().Be(FailureClass.Transient);
        locked.Message.Should().Contain(file.Path).And.Contain("locked");
    }

    [Fact]
    public async Task File_ReadOnly_IsNamedWithTheFix()
    {
        await using var file = new StoreFile();
        await file.Open().DisposeAsync();
        string message = await MessageOfReadOnlyAsync(file);

        message.Should().Contain(file.Path).And.Contain("read-only").And.Contain("permission");
    }

    [Theory]
    [InlineData("Data Source=:memory:", "memory")]
    [InlineData("Data Source=x;Mode=Memory", "memory")]
    [InlineData("Data Source=file:x.db?cache=shared", "URI")]
    [InlineData("Data Source=x.db;Cache=Shared", "Cache=Shared")]
    [InlineData("Data Source=x.db;Mode=ReadOnly", "Mode=ReadOnly")]
    [InlineData("Mode=ReadWrite", "names no file")]
    [InlineData("agentry.db", "Data Source=agentry.db")]
    [InlineData("", "ConnectionString")]
    public void ConnectionString_ThatDoesNotDo_IsRefusedWithTheReason(string connectionString, string said) =>
        FluentActions.Invoking(() => new SqliteRunStore(new SqliteOptions { ConnectionString = connectionString }))
            .Should().Throw<AgentryConfigurationException>().Which.Errors.Should().ContainSingle().Which.Should().Contain(said);

    private static RunStoreException Refused(StoreFile file, Action<SqliteOptions>? configure = null)
    {
        RunStoreException refused = FluentActions.Invoking(() => file.Open(configure)).Should().Throw<RunStoreException>().Which;
        if (refused.FailureClass != FailureClass.Transient)
            refused.FailureClass.Should().Be(FailureClass.Refused);
        return refused;
    }

    /// <summary>Permissions do not bind the superuser, under whom tests may run: then SQLite's own switch stands for them.</summary>
    private static async Task<string> MessageOfReadOnlyAsync(StoreFile file)
    {
        if (!OperatingSystem.IsWindows() && Environment.UserName != "root")
        {
            File.SetUnixFileMode(file.Path, UnixFileMode.UserRead);
            return Refused(file).Message;
        }

        SqliteRunStore store = file.Open(seams: new SqliteSeams { Opened = database => database.Execute("PRAGMA query_only=ON") });
        return (await FluentActions.Awaiting(() => store.CommitAsync(new AppendedRun("r1").Next()).AsTask()).Should().ThrowAsync<RunStoreException>()).Which.Message;
    }
}
