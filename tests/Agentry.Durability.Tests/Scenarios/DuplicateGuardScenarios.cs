using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>A model that plans the same effect again under a new key, where the first may have happened.</summary>
public sealed class DuplicateGuardScenarios
{
    private const string First = """{"amount":5,"to":"ann"}""";

    /// <summary>The same to the tool, in another order and spelling.</summary>
    private const string Same = """{ "to": "ann", "amount": 5 }""";

    [Theory, BothStoresAndModes]
    public async Task Scenario_32_ModelPlansTheSameCallAgainAfterAnUnknown_GuardFires(StoreKind kind, RunMode mode)
    {
        foreach (ToolEffect effect in (ToolEffect[])[ToolEffect.NonIdempotent, ToolEffect.Keyed])
        {
            await using var disk = new Disk(kind);
            var pay = new CountingTool("pay", (_, _) => throw new IOException("reset"));
            var model = new ScriptedChatClient(ModelReply.Call("pay", First, "c1"), ModelReply.Call("pay", Same, "c2"), ModelReply.Text("Nobody knows."));
            await using TestHost host = disk.Node(model, pay, t => t.Effect(effect).WhenUnknown(UnknownOutcomeHandling.TellModel));

            AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

            run.Status.Should().Be(RunStatus.Completed, run.ToString());
            pay.Count.Should().Be(1, "{0}: under a new key it would be a second effect", effect);
            model.Requests[2].AnswerTo("c2").Should().Contain("not run").And.Contain("not known");
            ToolRefused refused = (await host.CheckAsync(run)).Of<ToolRefused>().Single();
            (refused.CallId, refused.Code).Should().Be(("c2", ToolRefusalCodes.DuplicateOfUnknown));
            ToolRefusalCodes.DuplicateOfUnknown.Should().Be("duplicate_of_unknown");
            (await host.Runs.LedgerAsync()).Should().ContainSingle();
        }
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_32_GivenUpByAPersonAfterACrash_GuardFiresInTheNextProcess(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        (RunId id, _) = await disk.DieAfterTheToolAsync(t => t.NonIdempotent(), First);
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(ModelReply.Call("pay", Same, "c2"), ModelReply.Call("pay", """{"amount":6,"to":"ann"}""", "c3"), ModelReply.Text("Done."));
        await using TestHost host = disk.Node(model, pay);
        (await mode.ResumeAsync(host.Agent, id).Soon()).Suspension!.Kind.Should().Be(Suspension.UnknownOutcome);
        await host.Runs.SettleAsync(id, "c", CallSettlement.GivenUp, "clerk");

        AgentRun run = await mode.ResumeAsync(host.Agent, id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Invocations.Single().Arguments["amount"]!.ToString().Should().Be("6", "other arguments are another effect");
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.DuplicateOfUnknown);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_32_AfterAPlainFailure_TheSameCallIsLegitimate(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        int tries = 0;
        var pay = new CountingTool("pay", (_, _) => tries++ == 0 ? throw new ToolException("The account is locked; try again.") : new("paid"));
        var model = new ScriptedChatClient(ModelReply.Call("pay", First, "c1"), ModelReply.Call("pay", Same, "c2"), ModelReply.Text("Paid."));
        await using TestHost host = disk.Node(model, pay);

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Invocations.Select(i => i.IdempotencyKey).Should().HaveCount(2).And.OnlyHaveUniqueItems();
        (await host.CheckAsync(run)).Of<ToolRefused>().Should().BeEmpty();
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_32_WhatMayRepeatOrWasSaidToBeAllowed_Passes(StoreKind kind, RunMode mode)
    {
        foreach (Action<ToolBuilder> declare in (Action<ToolBuilder>[])[t => t.Idempotent(), t => t.ReadOnly(), t => t.NonIdempotent().Options.AllowRepeatAfterUnknown = true])
        {
            await using var disk = new Disk(kind);
            var pay = new CountingTool("pay", (_, _) => throw new IOException("reset"));
            var model = new ScriptedChatClient(ModelReply.Call("pay", First, "c1"), ModelReply.Call("pay", Same, "c2"), ModelReply.Text("No."));
            await using TestHost host = disk.Node(model, pay, t => declare(t.WhenUnknown(UnknownOutcomeHandling.TellModel)));

            AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

            pay.Count.Should().Be(2);
            (await host.CheckAsync(run)).Of<ToolRefused>().Should().BeEmpty();
        }
    }

    [Theory, BothStores]
    public async Task Scenario_32_TurnedOffInConfiguration_Passes(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool("pay", (_, _) => throw new IOException("reset"));
        var model = new ScriptedChatClient(ModelReply.Call("pay", First, "c1"), ModelReply.Call("pay", First, "c2"), ModelReply.Text("No."));
        await using TestHost host = disk.Node(
            model,
            pay,
            t => t.WhenUnknown(UnknownOutcomeHandling.TellModel),
            configuration: new Dictionary<string, string?> { ["Agentry:Agents:test:Tools:pay:AllowRepeatAfterUnknown"] = "true" });

        await host.Agent.RunAsync("Pay.").Soon();

        pay.Count.Should().Be(2);
    }

    [Theory, BothStoresAndModes]
    public async Task Scenario_32_TheSameTwiceInOneReply_SecondWaitsForNobodyAndIsRefused(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        int tries = 0;
        var pay = new CountingTool("pay", (_, _) => tries++ == 0 ? throw new IOException("reset") : new("paid"));
        var model = new ScriptedChatClient(
            ModelReply.Calls(("pay", First, "c1"), ("pay", Same, "c2")), ModelReply.Call("pay", Same, "c3"), ModelReply.Text("Paid twice."));
        await using TestHost host = disk.Node(model, pay);
        AgentRun waiting = await mode.RunAsync(host.Agent, "Pay twice.").Soon();
        waiting.Suspension!.CallId.Should().Be("c1");
        pay.Count.Should().Be(1, "while one may have happened, the like of it does not run");

        await host.Runs.SettleAsync(waiting.Id, "c1", CallSettlement.DidNotHappen, "clerk");
        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(3, "c1 again, under its key, and then c3, because nothing is unknown any more");
        pay.Invocations.Select(i => i.IdempotencyKey).Distinct().Should().HaveCount(2);
        (await host.CheckAsync(run)).Of<ToolRefused>().Select(r => r.CallId).Should().Equal("c2");
    }

    [Theory, BothStores]
    public async Task Scenario_32_LateNewsThatItFailed_LetsTheSameCallPass(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        var clock = new FakeClock();
        var finish = new TaskCompletionSource<object?>();
        int tries = 0;
        var pay = new CountingTool("pay", (_, _) => tries++ == 0 ? new(finish.Task) : new("paid"));
        using var told = new ManualResetEventSlim();
        var model = new ScriptedChatClient(r =>
        {
            if (r.Index == 1)
                told.Wait(RunChecks.Patience);
            return r.Index < 2 ? ModelReply.Call("pay", First, $"c{r.Index}") : ModelReply.Text("Paid.");
        });
        await using (TestHost host = disk.Node(
            model, pay, t => t.WhenUnknown(UnknownOutcomeHandling.TellModel).Timeout(TimeSpan.FromSeconds(10)), clock: clock))
        {
            Task<AgentRun> running = Task.Run(() => host.Agent.RunAsync("Pay."));
            await RunChecks.UntilAsync(() => pay.Count == 1 && clock.ArmedTimers == 2);

            // On another thread: the run goes on on it, and the model blocks it.
            Task advanced = Task.Run(() => clock.Advance(TimeSpan.FromSeconds(10)));
            await RunChecks.UntilAsync(() => model.Requests.Count == 2);
            finish.SetException(new ToolException("No such account."));
            RunId id = (await host.Runs.ListAsync()).Single().Run.RunId;
            await RunChecks.UntilAsync(async () => (await host.LogAsync(id)).Of<ToolCompleted>().Any(c => c.Late));
            told.Set();
            AgentRun run = await running.Soon();
            await advanced.Soon();

            run.Status.Should().Be(RunStatus.Completed, run.ToString());
            pay.Count.Should().Be(2, "it is known now that the first had no effect");
        }
    }

    [Theory, BothStores]
    public async Task Scenario_32_UnderAForeignLoop_GuardFires(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        var pay = new CountingTool("pay", (_, _) => throw new IOException("reset"));
        var model = new ScriptedChatClient(ModelReply.Call("pay", First, "c1"), ModelReply.Call("pay", Same, "c2"));
        await using TestHost host = disk.Node(model, pay);
        RunScope scope = RunScope.Begin(host.Agent.Pipeline);
        List<string> answers = [];
        await using (scope)
        {
            for (int turn = 0; turn < 2; turn++)
            {
                ChatResponse reply = await host.Agent.ChatClient.GetResponseAsync([new ChatMessage(ChatRole.User, $"Pay {turn}.")]);
                FunctionCallContent call = reply.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().Single();
                answers.Add((await host.Agent.Functions.Single().InvokeAsync(new AIFunctionArguments(call.Arguments!)))!.ToString()!);
            }
        }

        pay.Count.Should().Be(1);
        answers[1].Should().Contain("not known");
        (await host.LogAsync(scope.RunId)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.DuplicateOfUnknown);
    }
}
