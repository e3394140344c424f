using System.Text.Json.Nodes;
using Agentry.Testing;

namespace Agentry.Tests;

public sealed class ToolLayerTests
{
    private const string AmountSchema = """{"type":"object","properties":{"amount":{"type":"integer","maximum":100}},"required":["amount"]}""";

    [Theory, BothModes]
    public async Task Rewrite_ToValidArguments_PassesTheContractAgainAndRunsOnce(RunMode mode)
    {
        (ScriptedChatClient model, CountingTool tool) = Pay();
        int seen = 0;
        await using var host = new TestHost(model, agent => agent.WithTool(tool).Layer(ToolStage.Guardrail, (context, next, token) =>
        {
            Interlocked.Increment(ref seen);
            return Equals(context.Arguments["amount"]?.ToString(), "50") ? next(context, token) : new(context.Rewrite(Amount(50)));
        }));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        seen.Should().Be(2);
        tool.Invocations.Should().ContainSingle().Which.Arguments["amount"].Should().Be(50);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        (await host.Runs.ContentAsync(run.Id, log.Of<ToolIntended>().Single().Arguments!)).GetRawText().Should().Be("""{"amount":50}""");
    }

    [Theory, BothModes]
    public async Task Rewrite_ToInvalidArguments_IsRefusedByTheContract(RunMode mode)
    {
        (ScriptedChatClient model, CountingTool tool) = Pay();
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool).Layer(ToolStage.Policy, (context, _, _) => new(context.Rewrite(Amount(5000)))));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        tool.Count.Should().Be(0);
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.InvalidArguments);
    }

    [Theory, BothModes]
    public async Task Rewrite_WithoutEnd_IsRefused(RunMode mode)
    {
        (ScriptedChatClient model, CountingTool tool) = Pay();
        int n = 0;
        await using var host = new TestHost(
            model,
            agent => agent.WithTool(tool).Layer(ToolStage.Policy, (context, _, _) => new(context.Rewrite(Amount(Interlocked.Increment(ref n))))));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        tool.Count.Should().Be(0);
        n.Should().BeLessThan(10);
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.LayerFailed);
    }

    [Theory, BothModes]
    public async Task Arguments_ChangedInPlaceBehindTheContract_AreRefused(RunMode mode)
    {
        (ScriptedChatClient model, CountingTool tool) = Pay();
        await using var host = new TestHost(model, agent => agent.WithTool(tool).Layer(ToolStage.Policy, (context, next, token) =>
        {
            ((IDictionary<string, object?>)context.Arguments)["amount"] = 5000;
            return next(context, token);
        }));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        tool.Count.Should().Be(0);
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.LayerFailed);
    }

    [Theory, BothModes]
    public async Task Arguments_ChangedInsideAValueBehindTheContract_AreRefused(RunMode mode)
    {
        (ScriptedChatClient model, _) = Pay();
        var tool = new CountingTool("pay", (_, _) => new("paid"), """{"type":"object","properties":{"amount":{"type":"integer"},"to":{"type":"array"}}}""");
        await using var host = new TestHost(model, agent => agent.WithTool(tool)
            .Layer(ToolStage.Guardrail, (context, next, token) => context.Arguments.ContainsKey("to")
                ? next(context, token)
                : new(context.Rewrite(new Dictionary<string, object?> { ["amount"] = 7, ["to"] = new JsonArray("me") })))
            .Layer(ToolStage.Policy, (context, next, token) =>
            {
                ((JsonArray)context.Arguments["to"]!).Add("somebody else");
                return next(context, token);
            }));

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

        tool.Count.Should().Be(0);
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.LayerFailed);
    }

    [Theory]
    [InlineData(ToolStage.Guardrail)]
    [InlineData(ToolStage.ResultGuardrail)]
    public async Task Rewrite_AfterTheToolRan_DoesNotRunItAgain(ToolStage stage)
    {
        (ScriptedChatClient model, CountingTool tool) = Pay();
        await using var host = new TestHost(model, agent => agent.WithTool(tool).Layer(stage, async (context, next, token) =>
        {
            await next(context, token);
            return context.Rewrite(Amount(3));
        }));

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        tool.Count.Should().Be(1);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
        log.Of<ToolResultReplaced>().Single().Code.Should().Be(ToolRefusalCodes.LayerFailed);
    }

    [Fact]
    public async Task Rewrite_InsideTheLedger_DoesNotRunTheToolAgain()
    {
        (ScriptedChatClient model, CountingTool tool) = Pay();
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.WhenUnknown(UnknownOutcomeHandling.TellModel)).Layer(ToolStage.Retry, async (context, next, token) =>
        {
            await next(context, token);
            return context.Rewrite(Amount(3));
        }));

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        tool.Count.Should().Be(1);
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);
    }

    [Fact]
    public async Task Layer_OutsideTheLedgerCallsNextTwice_ToolRunsOnce()
    {
        (ScriptedChatClient model, CountingTool tool) = Pay();
        await using var host = new TestHost(model, agent => agent.WithTool(tool).Layer(ToolStage.Limits, async (context, next, token) =>
        {
            await next(context, token);
            return await next(context, token);
        }));

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        tool.Count.Should().Be(1);
        (await host.CheckAsync(run)).Of<ToolCompleted>().Should().ContainSingle();
    }

    [Fact]
    public async Task Retry_InsideTheLedger_RunsAgainUnderTheSameKeyWithTheSameArguments()
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", """{"amount":7}"""), ModelReply.Text("Done."));
        int attempt = 0;
        var tool = new CountingTool("pay", (arguments, _) =>
        {
            arguments["amount"] = 99;
            arguments["injected"] = true;
            return Interlocked.Increment(ref attempt) == 1 ? throw new IOException("reset") : new("paid");
        });
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.Keyed()).Layer(ToolStage.Retry, async (context, next, token) =>
        {
            ToolOutcome first = await next(context, token);
            return first.Kind == ToolOutcomeKind.Succeeded ? first : await next(context, token);
        }));

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        tool.Invocations.Should().HaveCount(2);
        tool.Invocations.Select(i => i.IdempotencyKey).Distinct().Should().ContainSingle();
        tool.Invocations.Should().OnlyContain(i => i.Arguments.Count == 1 && i.Arguments["amount"]!.ToString() == "7");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolIntended>().Should().ContainSingle();
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
    }

    [Theory, BothModes]
    public async Task ThrowingLayer_BeforeTheLedger_RefusesTheCall(RunMode mode)
    {
        foreach (ToolStage stage in new[]
        {
            ToolStage.Observe, ToolStage.Reveal, ToolStage.Guardrail, ToolStage.Policy, ToolStage.Approval, ToolStage.Limits, ToolStage.Budget,
        })
        {
            (ScriptedChatClient model, CountingTool tool) = Pay();
            await using var host = new TestHost(
                model, agent => agent.WithTool(tool).Layer(stage, (_, _, _) => throw new InvalidOperationException("secret-17")));

            AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

            tool.Count.Should().Be(0, stage.ToString());
            model.Requests[1].AnswerTo("c").Should().Contain("was not run").And.NotContain("secret-17");
            (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.LayerFailed);
        }
    }

    [Theory, BothModes]
    public async Task ThrowingLayer_AfterTheLedger_WithholdsTheResultAndKeepsTheOutcome(RunMode mode)
    {
        foreach (ToolStage stage in new[] { ToolStage.ResultGuardrail, ToolStage.Provenance, ToolStage.Policy, ToolStage.Observe })
        {
            (ScriptedChatClient model, CountingTool tool) = Pay("secret-17");
            await using var host = new TestHost(model, agent => agent.WithTool(tool).Layer(stage, async (context, next, token) =>
            {
                await next(context, token);
                throw new InvalidOperationException("broken");
            }));

            AgentRun run = await mode.RunAsync(host.Agent, "Pay.").Soon();

            tool.Count.Should().Be(1, stage.ToString());
            model.Requests[1].AnswerTo("c").Should().Contain("ran").And.NotContain("secret-17");
            IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
            log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
            log.Of<ToolResultReplaced>().Single().Code.Should().Be(ToolRefusalCodes.LayerFailed);
        }
    }

    [Fact]
    public async Task ThrowingLayer_InsideTheLedgerBeforeTheTool_IsAFailureThatDidNotBegin()
    {
        (ScriptedChatClient model, CountingTool tool) = Pay();
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool).Layer(ToolStage.Retry, (_, _, _) => throw new TimeoutException("limiter")));

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        tool.Count.Should().Be(0);
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Failed);
        model.Requests[1].AnswerTo("c").Should().Contain("was not run");
    }

    [Fact]
    public async Task ThrowingLayer_InsideTheLedgerAfterTheTool_OutcomeIsUnknown()
    {
        (ScriptedChatClient model, CountingTool tool) = Pay();
        await using var host = new TestHost(model, agent => agent.WithTool(tool, t => t.WhenUnknown(UnknownOutcomeHandling.TellModel)).Layer(ToolStage.Retry, async (context, next, token) =>
        {
            await next(context, token);
            throw new InvalidOperationException("broken");
        }));

        AgentRun run = await host.Agent.RunAsync("Pay.").Soon();

        tool.Count.Should().Be(1);
        (await host.CheckAsync(run)).Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Unknown);
        model.Requests[1].AnswerTo("c").Should().NotContain("was not run");
    }

    [Theory, BothModes]
    public async Task Layer_AnswersItself_LogSaysThatTheCallSucceededWithoutAnIntent(RunMode mode)
    {
        (ScriptedChatClient model, CountingTool tool) = Pay();
        await using var host = new TestHost(
            model, agent => agent.WithTool(tool).Layer(ToolStage.Limits, (_, _, _) => new(ToolOutcome.Success("from the cache"))));
        List<RunUpdate> updates = [];

        AgentRun run = await mode.RunAsync(host.Agent, "Pay.", updates).Soon();

        tool.Count.Should().Be(0);
        model.Requests[1].AnswerTo("c").Should().Be("from the cache");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolIntended>().Should().BeEmpty();
        log.Of<ToolRefused>().Should().BeEmpty();
        log.Of<ToolCompleted>().Single().Outcome.Should().Be(ToolOutcomeKind.Succeeded);
        run.ToolCalls.Should().Be(0);
    }

    private static (ScriptedChatClient Model, CountingTool Tool) Pay(string result = "paid") => (
        new ScriptedChatClient(ModelReply.Call("pay", """{"amount":7}""", "c"), ModelReply.Text("Done.")),
        new CountingTool("pay", (_, _) => new(result), AmountSchema));

    private static Dictionary<string, object?> Amount(int amount) => new() { ["amount"] = amount };
}
