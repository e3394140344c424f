using Agentry.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Agentry.Tests;

/// <summary>A parent and its child whose process died in the middle of the child's work.</summary>
public sealed class ChildRecoveryTests
{
    private const string Task1 = """{"task":"Pay."}""";

    [Theory, BothStores]
    public async Task Recover_ParentAndChildInterrupted_ChildGoesOnAndFinishedWorkOfBothStays(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        Crash crash = await CrashAsync(disk);

        var look = new CountingTool("look");
        var pay = new CountingTool("pay");
        var parent = new ScriptedChatClient(ModelReply.Text("All done."));
        var child = new ScriptedChatClient(ModelReply.Text("Paid."));
        await using TestHost host = Host(disk, parent, child, look, pay);
        (await host.Runs.RecoverAsync()).Should().BePositive();

        AgentRun run = (await host.Runs.GetAsync(crash.Parent))!;
        (run.Status, run.Text).Should().Be((RunStatus.Completed, "All done."), run.ToString());
        AgentRun helper = (await host.Runs.GetAsync(crash.Child))!;
        (helper.Status, helper.Text).Should().Be((RunStatus.Completed, "Paid."));
        pay.Invocations.Select(i => i.IdempotencyKey).Should().Equal([crash.Key], "only what was interrupted runs again");
        look.Count.Should().Be(0, "the parent's earlier call has its outcome");
        (await host.Runs.ListAsync()).Should().HaveCount(2, "no second child");
        (parent.Requests.Count, child.Requests.Count).Should().Be((1, 1));
        parent.Requests.Single().AnswerTo("h").Should().Be("Paid.");
        (await host.LogAsync(crash.Child)).Of<RunResumed>().Single().Cause.Should().Be(ResumeCause.Interrupted);
        foreach (RunId id in (RunId[])[crash.Parent, crash.Child])
            (await host.Runs.VerifyAsync(id)).IsIntact.Should().BeTrue();
    }

    /// <summary>For a moment recovery holds the child in one process while another takes up the parent: the parent must not wait for it for ever.</summary>
    [Theory, BothStores]
    public async Task Recover_ChildIsHeldByAnotherWorkerForAMoment_ParentGetsItAllTheSame(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        Crash crash = await CrashAsync(disk);
        RunStore other = disk.Open();
        var key = new RunKey("", crash.Child);
        AcquireResult held = await other.AcquireAsync(key, new StoreLease("another worker", TimeSpan.FromMinutes(10)));
        held.Outcome.Should().Be(AcquireOutcome.Acquired);
        var pay = new CountingTool("pay");
        await using TestHost host = Host(
            disk, new ScriptedChatClient(ModelReply.Text("All done.")), new ScriptedChatClient(ModelReply.Text("Paid.")), new CountingTool("look"), pay);

        Task<AgentRun> resumed = host.Agent.ResumeAsync(crash.Parent);
        await RunChecks.UntilAsync(async () => (await host.LogAsync(crash.Parent)).Of<RunResumed>().Any());
        pay.Count.Should().Be(0);
        await other.ReleaseAsync(new RunLease(key, "another worker", held.Epoch), TimeSpan.FromMinutes(5));

        (await resumed.Soon()).Status.Should().Be(RunStatus.Completed);
        pay.Count.Should().Be(1);
    }

    [Theory, BothStores]
    public async Task Recover_ChildWhoseParentIsOver_IsEnded(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        Crash crash = await CrashAsync(disk);
        await EndAsync(disk, crash.Parent);
        var pay = new CountingTool("pay");
        await using TestHost host = Host(disk, new ScriptedChatClient(), new ScriptedChatClient(), new CountingTool("look"), pay);

        (await host.Runs.RecoverAsync()).Should().Be(1);

        AgentRun orphan = (await host.Runs.GetAsync(crash.Child))!;
        (orphan.Status, orphan.Reason!.Code).Should().Be((RunStatus.Cancelled, RunReasonCodes.ParentEnded));
        pay.Count.Should().Be(0, "nobody waits for it");
        (await host.LogAsync(crash.Child)).Of<RunEnded>().Should().ContainSingle();
        (await host.Runs.VerifyAsync(crash.Child)).IsIntact.Should().BeTrue();
        (await host.Runs.RecoverAsync()).Should().Be(0);
    }

    [Theory, BothStores]
    public async Task Recover_OrphanWithASuspendedChildOfItsOwn_EndsBoth(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        var first = new RawRun("parent");
        var second = new RawRun("child");
        var third = new RawRun("grandchild");
        RunStore store = disk.Open();
        await WriteAsync(store, first, RunStatus.Cancelled, null, new RunEnded { Status = RunStatus.Cancelled });
        await WriteAsync(
            store,
            second,
            RunStatus.Running,
            "parent",
            new ModelReplied { Turn = 1, Messages = [], Calls = [new ProposedCall("c", "again")], Usage = new TokenUsage() },
            new ToolSuspended { CallId = "c", Tool = "again", Suspension = new Suspension { Kind = Suspension.Child, Message = "It waits.", ChildRun = "grandchild" } });
        await WriteAsync(
            store,
            third,
            RunStatus.Suspended,
            "child",
            new RunSuspended { Waiting = [new Suspension { Kind = "test", Message = "It waits." }] });
        disk.Clock.Advance(TimeSpan.FromHours(1));
        await using TestHost host = disk.Node(new ScriptedChatClient());

        (await host.Runs.RecoverAsync()).Should().Be(1);

        foreach (RawRun run in (RawRun[])[second, third])
        {
            AgentRun ended = (await host.Runs.GetAsync(run.Key.RunId))!;
            (ended.Status, ended.Reason!.Code).Should().Be((RunStatus.Cancelled, RunReasonCodes.ParentEnded), run.Key.ToString());
        }
    }

    private static async Task WriteAsync(RunStore store, RawRun run, RunStatus status, string? parent, params RunEvent[] events)
    {
        var started = new RunStarted { Agent = "test", AgentVersion = "v1", Caller = AgentCaller.Anonymous, Limits = new RunLimits(), ParentRun = parent };
        StoreCommit commit = run.Next(status, [started, .. events]);
        commit = commit with { Summary = commit.Summary with { ParentRun = parent } };
        (await store.CommitAsync(commit)).Outcome.Should().Be(CommitOutcome.Committed);
    }

    private static async Task EndAsync(Disk disk, RunId run)
    {
        await using TestHost office = disk.Node(new ScriptedChatClient()).AndOthers();
        var key = new RunKey("", run);
        RunSummary summary = (await office.Store.GetAsync(key))!;
        AcquireResult taken = await office.Store.AcquireAsync(key, new StoreLease("office", TimeSpan.FromMinutes(1)));
        List<StoredEvent> events = await office.Store.ReadAsync(key).ToListAsync();
        var entry = new RunLogEntry
        {
            RunId = run,
            Sequence = events.Count + 1,
            At = TimeProvider.System.GetUtcNow(),
            Actor = "agentry",
            Event = new RunEnded { Status = RunStatus.Failed },
        };
        byte[] payload = RunLogSerializer.Encode(entry);
        var last = new StoreCommit
        {
            Run = key,
            ExpectedSequence = events.Count,
            Epoch = taken.Epoch,
            Lease = new StoreLease("office", TimeSpan.FromMinutes(1)),
            Events = [new StoredEvent(entry.Sequence, payload, HashChain.Next(events[^1].Hash.Span, payload, null))],
            Summary = summary with { Status = RunStatus.Failed, Sequence = entry.Sequence },
        };
        (await office.Store.CommitAsync(last)).Outcome.Should().Be(CommitOutcome.Committed);
    }

    /// <summary>The parent has looked, then handed its task to the helper, who paid; there the process died.</summary>
    private static async Task<Crash> CrashAsync(Disk disk)
    {
        var store = new MortalStore(disk.Open());
        var pay = new CountingTool("pay", (_, _) =>
        {
            store.Die();
            return new("paid");
        });
        var parent = new ScriptedChatClient(ModelReply.Call("look", "{}", "l"), ModelReply.Call("helper", Task1, "h"));
        RunId child;
        RunId id;
        await using (TestHost host = Host(disk, parent, new ScriptedChatClient(ModelReply.Call("pay", "{}", "p")), new CountingTool("look"), pay, store).AndOthers())
        {
            await host.Agent.Awaiting(a => a.RunAsync("Look, then pay.")).Should().ThrowAsync<RunStoreException>();
            IReadOnlyList<RunSummary> runs = await host.Runs.ListAsync();
            runs.Should().HaveCount(2).And.OnlyContain(r => r.Status == RunStatus.Running);
            child = runs.Single(r => r.ParentRun is not null).Run.RunId;
            id = runs.Single(r => r.ParentRun is null).Run.RunId;
        }

        disk.LetLeasesRunOut();
        return new Crash(id, child, pay.Invocations.Single().IdempotencyKey!);
    }

    private static TestHost Host(
        Disk disk, ScriptedChatClient parent, ScriptedChatClient child, CountingTool look, CountingTool pay, RunStore? store = null) => disk.Node(
            parent,
            store: store,
            agent: agent => agent.WithTool(look, t => t.NonIdempotent()).WithTool(s => s.GetRequiredKeyedService<Agent>("helper").AsTool()),
            all: all => all
                .ConfigureDurability(o => o.PollEvery = TimeSpan.FromMilliseconds(20))
                .AddAgent("helper", helper => helper.WithChatClient(child).WithTool(pay, t => t.Keyed())));

    private sealed record Crash(RunId Parent, RunId Child, string Key);
}
