using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>The store in a host.</summary>
public sealed class HostTests
{
    [Fact]
    public async Task Host_WithSqlite_KeepsRunsOverItsRestart()
    {
        await using var file = new StoreFile();
        RunId first;
        using (var host = new ConfiguredHost(a => a.UseSqlite(file.ConnectionString).AddAgent("support")))
        {
            await host.StartAsync();
            AgentRun run = await host.Agent("support").RunAsync(new RunRequest("Hello?") { IdempotencyKey = "k" });
            run.Status.Should().Be(RunStatus.Completed);
            first = run.Id;
        }

        using (var host = new ConfiguredHost(a => a.UseSqlite(file.ConnectionString).AddAgent("support")))
        {
            await host.StartAsync();
            (await host.Agent("support").RunAsync(new RunRequest("Hello?") { IdempotencyKey = "k" })).Id.Should().Be(first);
            (await host.Services.GetRequiredService<AgentRuns>().VerifyAsync(first)).IsIntact.Should().BeTrue();
            host.Services.GetRequiredService<RunStore>().Should().BeOfType<SqliteRunStore>();
            host.Logs.Of(4001).Should().ContainSingle();
        }
    }

    [Fact]
    public async Task Configuration_OverCode_DecidesTheFileAndTheOptions()
    {
        await using var file = new StoreFile();
        var settings = new Dictionary<string, string?>
        {
            ["Agentry:Sqlite:ConnectionString"] = file.ConnectionString,
            ["Agentry:Sqlite:BusyTimeout"] = "00:00:07",
            ["Agentry:Sqlite:Synchronous"] = "Normal",
        };
        using var host = new ConfiguredHost(
            a => a.UseSqlite("Data Source=/nowhere/else.db", o => (o.BusyTimeout, o.MaxBatch) = (TimeSpan.FromSeconds(1), 9)).AddAgent("support"), settings);
        await host.StartAsync();

        SqliteOptions options = host.Services.GetRequiredService<SqliteOptions>();
        options.BusyTimeout.Should().Be(TimeSpan.FromSeconds(7));
        options.Synchronous.Should().Be(SqliteSynchronous.Normal);
        options.MaxBatch.Should().Be(9);
        File.Exists(file.Path).Should().BeTrue();
    }

    [Fact]
    public async Task Configuration_WithMistakes_StopsTheHostWithAllOfThem()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Agentry:Sqlite:MaxBatch"] = "0",
            ["Agentry:Sqlite:BusyTimeOut2"] = "1",
            ["Agentry:Sqlite:CheckpointBytes"] = "1",
        };
        using var host = new ConfiguredHost(a => a.UseSqlite("Data Source=:memory:").AddAgent("support"), settings);

        IReadOnlyList<string> errors = await host.StartErrorsAsync();

        errors.Should().Contain(e => e.Contains("MaxBatch", StringComparison.Ordinal))
            .And.Contain(e => e.Contains("CheckpointBytes", StringComparison.Ordinal))
            .And.Contain(e => e.Contains("memory", StringComparison.Ordinal))
            .And.Contain(e => e.Contains("'BusyTimeOut2' is not an option. Did you mean 'BusyTimeout'?", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Configuration_OfSqliteThatNobodyUses_IsRefused()
    {
        using var host = new ConfiguredHost(a => a.AddAgent("support"), new Dictionary<string, string?> { ["Agentry:Sqlite:MaxBatch"] = "5" });

        (await host.StartErrorsAsync()).Should().Contain(e => e.Contains("'Sqlite' is not an added feature", StringComparison.Ordinal));
    }

    [Fact]
    public async Task File_ThatCannotBeUsed_StopsTheHost()
    {
        await using var file = new StoreFile();
        await File.WriteAllTextAsync(file.Path, new string('x', 5_000));
        using var host = new ConfiguredHost(a => a.UseSqlite(file.ConnectionString).AddAgent("support"));

        (await FluentActions.Awaiting(host.StartAsync).Should().ThrowAsync<AgentryException>()).WithMessage("*not a SQLite database*");
    }

    [Fact]
    public void UseSqlite_InsideAnAgent_IsRefused() =>
        FluentActions.Invoking(() => new ServiceCollection().AddAgentry().AddAgent("support", a => a.UseSqlite("Data Source=x.db")))
            .Should().Throw<AgentryConfigurationException>().WithMessage("*'Sqlite' is of the whole host*");

    [Fact]
    public async Task UseSqlite_InAContainerThatIsDisposedSynchronously_ClosesTheFile()
    {
        await using var file = new StoreFile();
        var services = new ServiceCollection();
        services.AddSingleton<IChatClient>(new ScriptedChatClient(_ => ModelReply.Text("Hello.")));
        services.AddAgentry().UseSqlite(file.ConnectionString).AddAgent("support");
        ServiceProvider provider = services.BuildServiceProvider();
        AgentRun run = await provider.GetRequiredService<Agent>().RunAsync("Hello?");

        ((IDisposable)provider).Dispose();

        run.Status.Should().Be(RunStatus.Completed);
        (await file.Open().GetAsync(new RunKey("", run.Id)))!.Status.Should().Be(RunStatus.Completed);
    }
}
