using Agentry.Testing;

namespace Agentry.Tests;

/// <summary>What layers claim for a tool call goes with its intent: refused, nothing runs.</summary>
public sealed class ToolClaimTests
{
    private static readonly AccountKey Account = new("payments");

    [Theory, BothStoresAndModes]
    public async Task Claim_Granted_RunsAndIsSettledWithTheOutcome(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool("pay");
        await using TestHost host = disk.Node(Twice(), pay, t => t.NonIdempotent(), agent: Claiming(_ => 40, settle: _ => 25));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(2);
        await ExpectAsync(host, spent: 50, reserved: 0);
        (await host.CheckAsync(run)).Of<ToolIntended>().Should().OnlyContain(i => i.Claims == true);
    }

    [Theory, BothStoresAndModes]
    public async Task Claim_Refused_NothingRunsAndTheCallIsRefusedWithTheCode(StoreKind kind, RunMode mode)
    {
        foreach (ToolEffect effect in Enum.GetValues<ToolEffect>())
        {
            await using var disk = new Disk(kind);
            var pay = new CountingTool("pay");
            ScriptedChatClient model = Twice();
            await using TestHost host = disk.Node(model, pay, t => t.Effect(effect), agent: Claiming(_ => 60));

            AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

            run.Status.Should().Be(RunStatus.Completed, run.ToString());
            pay.Count.Should().Be(1, "{0}: 100 is the limit", effect);
            ToolRefused refused = (await host.CheckAsync(run)).Of<ToolRefused>().Single();
            (refused.CallId, refused.Code).Should().Be(("c2", "too_much"));
            model.Requests[2].AnswerTo("c2").Should().Contain("That is too much.");
            (await host.Runs.LedgerAsync()).Single(l => l.Entry.CallId == "c2").Entry.Outcome.Should().Be(ToolOutcomeKind.Refused);
            await ExpectAsync(host, spent: 60, reserved: 0);
        }
    }

    [Theory, BothStores]
    public async Task Claim_OfACallThatNeverBegan_GivesEverythingBack(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool("pay");
        await using TestHost host = disk.Node(Twice(), pay, t => t.NonIdempotent(), agent: agent =>
        {
            Claiming(_ => 60)(agent);
            agent.Layer(ToolStage.Retry, (_, _, _) => new(ToolOutcome.Failure("The circuit is open.", FailureClass.Transient)));
        });

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(0);
        await ExpectAsync(host, spent: 0, reserved: 0);
    }

    [Theory, BothStores]
    public async Task Claims_OfTwoLayersOnOneAccount_AreOne(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool("pay");
        await using TestHost host = disk.Node(Twice(), pay, t => t.NonIdempotent(), agent: agent =>
        {
            Claiming(_ => 30, settle: _ => 20)(agent);
            agent.Layer(ToolStage.Budget, (context, next, token) =>
            {
                context.Claim(new AccountPart { Account = Account, Amount = 30, Limit = 110 }, "other", "Another limit.");
                return next(context, token);
            });
        });

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        pay.Count.Should().Be(1, "60 of 100, settled as 50; 60 more are not there");
        await ExpectAsync(host, spent: 50, reserved: 0);
        run.Status.Should().Be(RunStatus.Completed);
    }

    [Theory, BothStoresAndModes]
    public async Task Recover_CrashBetweenIntentAndRefusal_TheCallNeverRanAndIsDecidedAgain(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var dying = new DyingAfterRefusal(disk.Open());
        var pay = new CountingTool("pay");
        RunId id;
        await using (TestHost host = disk.Node(Twice(), pay, t => t.NonIdempotent(), dying, agent: Claiming(_ => 110)).AndOthers())
        {
            await host.Agent.Awaiting(a => a.RunAsync("Pay.")).Should().ThrowAsync<RunStoreException>();
            id = (await host.Runs.ListAsync()).Single().Run.RunId;
        }

        disk.LetLeasesRunOut();
        var model = new ScriptedChatClient(ModelReply.Text("Done."));
        await using TestHost next = disk.Node(model, pay, t => t.NonIdempotent(), agent: Claiming(_ => 60));

        AgentRun run = await mode.ResumeAsync(next.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(1, "it never ran before, and now there is room");
        IReadOnlyList<RunLogEntry> log = await next.CheckAsync(run);
        log.Of<ToolSettled>().Single().Settlement.Should().Be(SettlementKind.DidNotHappen);
        log.Of<ToolIntended>().Select(i => i.Key).Distinct().Should().ContainSingle();
        await ExpectAsync(next, spent: 60, reserved: 0);
    }

    [Theory, BothStores]
    public async Task Recover_CrashAfterAGrantedClaim_IsTakenOnce(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        var store = new MortalStore(disk.Open());
        var dying = new CountingTool("pay", (_, _) =>
        {
            store.Die();
            return new("paid");
        });
        RunId id;
        await using (TestHost host = disk.Node(Twice(), dying, t => t.Keyed(), store, agent: Claiming(_ => 60)).AndOthers())
        {
            await host.Agent.Awaiting(a => a.RunAsync("Pay.")).Should().ThrowAsync<RunStoreException>();
            id = (await host.Runs.ListAsync()).Single().Run.RunId;
            await ExpectAsync(host, spent: 0, reserved: 60);
            disk.LetLeasesRunOut();
            await ExpectAsync(host, spent: 0, reserved: 0);
        }

        var pay = new CountingTool("pay");
        await using TestHost next = disk.Node(new ScriptedChatClient(ModelReply.Text("Done.")), pay, t => t.Keyed(), agent: Claiming(_ => 60));

        AgentRun run = await next.Agent.ResumeAsync(id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Invocations.Single().IdempotencyKey.Should().Be(dying.Invocations.Single().IdempotencyKey);
        await ExpectAsync(next, spent: 60, reserved: 0);
    }

    private static ScriptedChatClient Twice() => new(
        ModelReply.Call("pay", """{"amount":1}""", "c1"), ModelReply.Call("pay", """{"amount":2}""", "c2"), ModelReply.Text("Done."));

    private static Action<IAgentryBuilder> Claiming(Func<ToolCallContext, long> amount, Func<ToolOutcome, long>? settle = null) => agent =>
        agent.Layer(ToolStage.Policy, (context, next, token) =>
        {
            context.Claim(new AccountPart { Account = Account, Amount = amount(context), Limit = 100 }, "too_much", "That is too much.", settle);
            return next(context, token);
        });

    private static async Task ExpectAsync(TestHost host, long spent, long reserved)
    {
        AccountBalance balance = (await host.Store.ReadAccountsAsync("", [new AccountPart { Account = Account, Amount = 1, Limit = 100 }])).Single();
        (balance.Spent, balance.Reserved).Should().Be((spent, reserved));
    }

    /// <summary>Writes the intent whose claim is refused, and is gone before anybody hears of it.</summary>
    private sealed class DyingAfterRefusal(RunStore inner) : DelegatingRunStore(inner)
    {
        public override async ValueTask<CommitResult> CommitAsync(StoreCommit commit, CancellationToken cancellationToken = default)
        {
            CommitResult result = await base.CommitAsync(commit, cancellationToken);
            return result.RefusedClaims.Count == 0 ? result : throw new IOException("the process is dead");
        }
    }
}
