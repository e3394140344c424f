using System.Globalization;
using Agentry.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>Stores in trouble: full, busy, damaged.</summary>
public sealed class TroubleScenarios
{
    [Theory, BothModes]
    public async Task Scenario_8_DiskFull_IsATypedErrorTheRunDoesNotAdvanceAndGoesOnWhenThereIsSpace(RunMode mode)
    {
        await using var disk = new Disk(StoreKind.Sqlite);
        await disk.Open().CommitAsync(new RawRun("before").Next());
        RunStore full = disk.Open(seams: new SqliteSeams
        {
            Opened = database => database.Number(string.Create(
                CultureInfo.InvariantCulture, $"PRAGMA max_page_count = {database.Number("PRAGMA page_count") + 60}")),
        });

        await RunIntoFullDiskAsync(mode, disk, full, () => null);
    }

    [SmallDiskTheory, BothModes]
    public async Task Scenario_8_FileSystemReallyFull_RunDoesNotAdvanceAndGoesOnWhenThereIsSpace(RunMode mode)
    {
        await using var disk = new Disk(StoreKind.Sqlite, SmallDisk.Root);
        RunStore store = disk.Open();
        await store.CommitAsync(new RawRun("before").Next());

        await RunIntoFullDiskAsync(mode, disk, store, () => SmallDisk.Fill(bytesLeft: 200_000));
    }

    /// <summary>The intent still fits, the result does not.</summary>
    private static async Task RunIntoFullDiskAsync(RunMode mode, Disk disk, RunStore store, Func<IDisposable?> fill)
    {
        CountingTool Report() => new("report", (_, _) => new(new string('x', 500_000)));
        CountingTool before = Report();
        var model = new ScriptedChatClient(ModelReply.Call("report", "{}", "c"), ModelReply.Text("Done."));
        RunId id;
        long written;
        await using (TestHost host = disk.Node(model, before, t => t.Keyed(), store).AndOthers())
        {
            using (fill())
            {
                RunStoreException thrown = (await host.Agent.Awaiting(a => mode.RunAsync(a, "Report.")).Should().ThrowAsync<RunStoreException>()).Which;
                thrown.FailureClass.Should().Be(FailureClass.Transient);
                thrown.Message.Should().Contain("full").And.Contain(disk.File);
            }

            RunSummary left = (await host.Runs.ListAsync(new RunQuery { Agent = "test", StartedFrom = TimeProvider.System.GetUtcNow().AddDays(-1) })).Single();
            (id, written) = (left.Run.RunId, left.Sequence);
            left.Status.Should().Be(RunStatus.Running);
            before.Count.Should().Be(1);
            (await host.LogAsync(id))[^1].Event.Should().BeOfType<ToolIntended>("the outcome was not written");
            (await host.Runs.VerifyAsync(id)).Events.Should().Be(written);
        }

        disk.LetLeasesRunOut();
        CountingTool after = Report();
        await using TestHost later = disk.Node(new ScriptedChatClient(ModelReply.Text("Done.")), after, t => t.Keyed());
        AgentRun run = await mode.ResumeAsync(later.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        after.Invocations.Single().IdempotencyKey.Should().Be(before.Invocations.Single().IdempotencyKey);
        await later.CheckAsync(run);
    }

    [Theory, BothModes]
    public async Task Scenario_9_BusyStorm_LosesNoStep(RunMode mode)
    {
        const int Runs = 12;
        const int Calls = 4;
        await using var disk = new Disk(StoreKind.Sqlite);
        var look = new CountingTool("look", (arguments, _) => new($"seen {arguments["n"]}"));
        await using TestHost host = disk.Node(new ScriptedChatClient(Planned), look, t => t.Idempotent());
        _ = host.Agent;
        using var stop = new CancellationTokenSource();
        Task<int>[] storms = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() => Storm(disk, stop.Token)))];

        AgentRun[] runs = await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => Task.Run(() => mode.RunAsync(host.Agent, "Look.")))).WaitAsync(TimeSpan.FromMinutes(2));
        await stop.CancelAsync();

        (await Task.WhenAll(storms)).Sum().Should().BePositive("others held the write lock");
        look.Count.Should().Be(Runs * Calls);
        foreach (AgentRun run in runs)
        {
            run.Status.Should().Be(RunStatus.Completed, run.ToString());
            IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
            log.Of<ToolCompleted>().Should().HaveCount(Calls).And.OnlyContain(c => c.Outcome == ToolOutcomeKind.Succeeded);
        }

        ModelReply Planned(ModelRequest request)
        {
            int done = request.Messages.Count(m => m.Role == ChatRole.Tool);
            return done == Calls ? ModelReply.Text("Seen.") : ModelReply.Call("look", $$"""{"n":{{done}}}""");
        }
    }

    [Theory, BothModes]
    public async Task Scenario_9_LockedLongerThanPatience_IsATypedErrorAndNoStepIsLost(RunMode mode)
    {
        await using var disk = new Disk(StoreKind.Sqlite);
        var pay = new CountingTool("pay");
        RunStore store = disk.Open(o => o.BusyTimeout = TimeSpan.FromMilliseconds(100));
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c"), ModelReply.Text("Done."));
        await using TestHost host = disk.Node(model, pay, t => t.NonIdempotent(), store).AndOthers();
        _ = host.Agent;
        using SqliteConnection other = disk.Connect();
        Execute(other, "BEGIN IMMEDIATE");

        RunStoreException thrown = (await host.Agent.Awaiting(a => mode.RunAsync(a, new RunRequest("Pay.") { IdempotencyKey = "k" }))
            .Should().ThrowAsync<RunStoreException>()).Which;
        Execute(other, "ROLLBACK");
        AgentRun run = await mode.RunAsync(host.Agent, new RunRequest("Pay.") { IdempotencyKey = "k" }).Soon();

        thrown.FailureClass.Should().Be(FailureClass.Transient);
        thrown.Message.Should().Contain("locked");
        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(1);
        (await host.Runs.ListAsync()).Should().ContainSingle("what was refused was not half-written");
    }

    /// <summary>
    /// There are no snapshots to be corrupted: the state of a run is always folded from its log. What can be damaged is an event, and nothing else
    /// says what it said. So the run is refused with an error that names run and event, nothing of it is dropped or made up, and others go on.
    /// </summary>
    [Theory, BothStoresAndModes]
    public async Task Scenario_11_CorruptEvent_IsRefusedByNameAndOtherRunsGoOn(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        (RunId broken, _) = await disk.DieAfterTheToolAsync(t => t.Keyed());
        (RunId other, _) = await disk.DieAfterTheToolAsync(t => t.Keyed());
        var pay = new CountingTool("pay");
        await using TestHost host = disk.Node(new ScriptedChatClient(ModelReply.Text("Done.")), pay, t => t.Keyed()).AndOthers();
        _ = host.Agent;
        disk.ReplaceEvent(new RunKey("", broken), 3, "{\"seq\":3,\"run\":\"torn"u8.ToArray());

        foreach (Func<Task> read in (Func<Task>[])[
            () => host.Runs.GetAsync(broken), () => host.Runs.StateAsync(broken), () => host.LogAsync(broken), () => mode.ResumeAsync(host.Agent, broken)])
        {
            RunLogException thrown = (await read.Should().ThrowAsync<RunLogException>()).Which;
            (thrown.RunId, thrown.Sequence).Should().Be((broken, 3));
            thrown.Message.Should().Contain("damaged").And.Contain(broken.Value);
        }

        (await host.Runs.VerifyAsync(broken)).BrokenAt.Should().Be(3);
        (await host.Runs.RecoverAsync()).Should().BePositive("recovery meets both and does not stop at the broken one");
        (await host.Runs.GetAsync(other))!.Status.Should().Be(RunStatus.Completed);
        pay.Count.Should().Be(1, "nothing of the broken run was guessed");
        (await host.Store.GetAsync(new RunKey("", broken)))!.Status.Should().Be(RunStatus.Running, "it is kept as it is");
        (await host.Store.ReadAsync(new RunKey("", broken)).CountAsync()).Should().BeGreaterThan(3);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_22_LargeResult_IsABlobAndWhatIsLostOrErasedIsSaid(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        string large = string.Concat(Enumerable.Repeat("0123456789abcdef", 65_536));
        var model = new ScriptedChatClient(
            ModelReply.Call("report", "{}", "c"), ModelReply.Text("Long."), ModelReply.Text("It was long."), ModelReply.Text("Somebody erased it."));
        await using TestHost host = disk.Node(model, new CountingTool("report", (_, _) => new(large)), t => t.ReadOnly()).AndOthers();
        AgentRun run = await mode.RunAsync(host.Agent, new RunRequest("Report.") { ConversationId = "c1" }).Soon();
        var key = new RunKey("", run.Id);
        LogVerification before = await host.Runs.VerifyAsync(run.Id);

        int events = (await host.Store.ReadAsync(key).ToListAsync()).Sum(e => e.Payload.Length);
        events.Should().BeLessThan(8_192, "events point to content and hold none");
        BlobRef result = (await host.LogAsync(run.Id)).Of<ToolCompleted>().Single().Result!;
        (await host.Runs.ContentAsync(run.Id, result)).GetString().Should().Be(large);
        AgentRun next = await mode.RunAsync(host.Agent, new RunRequest("And?") { ConversationId = "c1" }).Soon();
        model.Requests[2].AnswerTo("c").Should().Be(large, "the next run of the conversation reads it from the store");

        (await host.Store.EraseBlobAsync("", result.Address)).Should().BeTrue();
        await host.Runs.Awaiting(r => r.ContentAsync(run.Id, result)).Should().ThrowAsync<RunLogException>().WithMessage("*erased*");
        (await host.Runs.MessagesAsync(run.Id)).SelectMany(m => m.Contents).OfType<FunctionResultContent>().Single().Result.Should().Be("[erased]");
        (await mode.RunAsync(host.Agent, new RunRequest("And now?") { ConversationId = "c1" }).Soon()).Status.Should().Be(RunStatus.Completed);
        model.Requests[3].AnswerTo("c").Should().Be("[erased]");
        (await host.Runs.VerifyAsync(run.Id, expectedHead: before.Head)).IsIntact.Should().BeTrue("the log never held the content");
        next.Status.Should().Be(RunStatus.Completed);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_22_LostContent_IsATypedErrorThatNamesIt(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var model = new ScriptedChatClient(ModelReply.Call("report", "{}", "c"), ModelReply.Text("Long."));
        await using TestHost host = disk.Node(model, new CountingTool("report", (_, _) => new(new string('x', 1_048_576))), t => t.ReadOnly()).AndOthers();
        AgentRun run = await mode.RunAsync(host.Agent, new RunRequest("Report.") { ConversationId = "c1" }).Soon();
        BlobRef result = (await host.LogAsync(run.Id)).Of<ToolCompleted>().Single().Result!;

        disk.LoseContent(new RunKey("", run.Id), 1_000_000);

        foreach (Func<Task> read in (Func<Task>[])[
            () => host.Runs.ContentAsync(run.Id, result), () => host.Runs.GetAsync(run.Id), () => mode.RunAsync(host.Agent, new RunRequest("And?") { ConversationId = "c1" })])
        {
            RunLogException thrown = (await read.Should().ThrowAsync<RunLogException>()).Which;
            thrown.RunId.Should().Be(run.Id);
            thrown.Message.Should().Contain(result.Address).And.Contain("lost");
        }

        (await host.Runs.VerifyAsync(run.Id)).IsIntact.Should().BeTrue("the log itself is whole");
    }

    /// <summary>Holds the write lock again and again, for as long as a query of some size takes.</summary>
    private static int Storm(Disk disk, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = disk.Connect();
        int held = 0;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                Execute(connection, "BEGIN IMMEDIATE");
                Execute(connection, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) SELECT count(*) FROM n");
                Execute(connection, "ROLLBACK");
                held++;
            }
            catch (SqliteException e) when (e.SqliteErrorCode == 5)
            {
                // The store itself was faster for a whole minute, or the other storm.
            }
        }

        return held;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of this test.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteScalar();
    }
}
