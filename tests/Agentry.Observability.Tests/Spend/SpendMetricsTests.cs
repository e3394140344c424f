using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>What runs spend and miss is on spans and in metrics, by few values and never with a caller or a run in them.</summary>
public sealed class SpendMetricsTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory, EveryProfile]
    public async Task Spend_IsMeasuredByAgentModelToolAndBasis(RunMode mode, SemconvProfile profile)
    {
        var model = new ScriptedChatClient(ModelReply.Call("pay", "{}", "c").WithUsage(100, 200), ModelReply.Text("Done.").WithUsage(100, 100));
        await using var observed = new Observed(model, profile, agent => Budgets(agent, 5m).WithTool(new CountingTool("pay"), t => t.Cost(0.05m)));

        AgentRun run = await mode.RunAsync(observed.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        IReadOnlyList<EmittedMeasurement> settled = observed.Listener.Of("agentry.spend.settled");
        settled.Select(m => (m.Value, m.Tags.GetValueOrDefault("gen_ai.tool.name"), m.Tags["agentry.spend.basis"])).Should().Equal(
            (0.30, null, "reported"), (0.05, "pay", "declared"), (0.20, null, "reported"));
        settled.Should().OnlyContain(m => (string)m.Tags["gen_ai.agent.name"]! == "test");
        observed.Listener.Of("agentry.spend.reserved").Should().HaveCount(2).And.OnlyContain(m => m.Value > 0.20 && (string)m.Tags["gen_ai.request.model"]! == "priced");
        EmittedMeasurement cost = observed.TheMeasurement("agentry.run.cost");
        cost.Value.Should().BeApproximately(0.55, 1e-9);
        cost.Tags["agentry.run.status"].Should().Be("completed");
        observed.TheSpan("invoke_agent").GetTagItem("agentry.cost").Should().Be(0.55);
        observed.Listener.SpansOf("chat").Select(s => s.GetTagItem("agentry.cost")).Should().Equal(0.30, 0.20);
        observed.TheSpan("execute_tool").GetTagItem("agentry.cost").Should().Be(0.05);
    }

    [Theory, EveryProfile]
    public async Task BreachesAndWarnings_AreCountedByKindAndScope(RunMode mode, SemconvProfile profile)
    {
        var model = new ScriptedChatClient(request => ModelReply.Call("look", $$"""{"n":{{request.Index}}}""").WithUsage(100, 200));
        await using var observed = new Observed(
            model,
            profile,
            agent => Budgets(agent, null, o => o.User.Day = new BudgetCaps { MaxCost = 0.70m }).WithTool(new CountingTool("look"), t => t.ReadOnly()));

        AgentRun run = await mode.RunAsync(observed.Agent, new RunRequest("Go.") { Caller = AgentCaller.Of("ann:of:sales") });

        run.Reason!.Code.Should().Be(RunReasonCodes.Budget, run.ToString());
        EmittedMeasurement breach = observed.TheMeasurement("agentry.budget.breaches");
        breach.Tags.Should().BeEquivalentTo(new Dictionary<string, object?>
        {
            ["gen_ai.agent.name"] = "test",
            ["agentry.budget.kind"] = "cost",
            ["agentry.budget.scope"] = "user",
            ["agentry.budget.response"] = "ended",
            ["gen_ai.request.model"] = "priced",
        });
        EmittedMeasurement warning = observed.TheMeasurement("agentry.budget.warnings");
        (warning.Tags["agentry.budget.threshold"], warning.Tags["agentry.budget.scope"], warning.Tags["agentry.budget.kind"]).Should().Be((0.8, "user", "cost"));
    }

    [Theory, EveryProfile]
    public async Task Latency_TargetsAndLimits_AreCountedAndOnTheSpans(RunMode mode, SemconvProfile profile)
    {
        Observed? observed = null;
        var model = new ScriptedChatClient(request =>
        {
            if (request.Index > 0)
                return ModelReply.Hang();
            observed!.Clock.Advance(2 * Second);
            return ModelReply.Call("look", "{}", "c");
        });
        var look = new CountingTool("look", (_, _) =>
        {
            observed!.Clock.Advance(2 * Second);
            return new("found");
        });
        observed = new Observed(model, profile, agent => agent
            .WithLimits(l => (l.MaxModelDuration, l.Latency) = (10 * Second, new LatencyTargets { ModelStep = Second, ToolStep = Second, Run = 3.5 * Second }))
            .WithTool(look, t => t.ReadOnly()));
        await using Observed closing = observed;

        Task<AgentRun> running = mode.RunAsync(observed.Agent, "Go.");
        await RunChecks.UntilAsync(() => model.Requests.Count == 2 && observed.Clock.ArmedTimers == 3);
        observed.Clock.Advance(10 * Second);
        AgentRun run = await running.Soon();

        run.Reason!.Code.Should().Be(RunReasonCodes.MaxStepDuration, run.ToString());
        observed.Listener.Of("agentry.budget.breaches")
            .Select(m => (m.Tags["agentry.budget.kind"], m.Tags["agentry.budget.scope"], m.Tags["agentry.budget.response"], m.Tags.GetValueOrDefault("gen_ai.tool.name"))).Should().Equal(
                ("latency", "model_step", "recorded", null),
                ("latency", "tool_step", "recorded", "look"),
                ("latency", "run", "recorded", null),
                ("latency", "model_step", "recorded", null),
                ("latency", "model_step", "cut", null));
        observed.TheSpan("invoke_agent").GetTagItem("agentry.latency.breaches").Should().Be(5);
        observed.Listener.SpansOf("chat").Should().HaveCount(2).And.OnlyContain(s => (bool)s.GetTagItem("agentry.latency.breached")!);
        observed.TheSpan("execute_tool").GetTagItem("agentry.latency.breached").Should().Be(true);
    }

    [Theory, BothModes]
    public async Task NoBudgetsAndNoTargets_NothingIsMeasuredOfThem(RunMode mode)
    {
        await using var observed = new Observed(new ScriptedChatClient(ModelReply.Text("Done.").WithUsage(100, 200)));

        await mode.RunAsync(observed.Agent, "Go.");

        observed.Listener.Measurements.Should().NotContain(m => m.Metric.StartsWith("agentry.", StringComparison.Ordinal));
        observed.Listener.Spans.SelectMany(s => s.TagObjects).Should().NotContain(t => t.Key == "agentry.cost" || t.Key.StartsWith("agentry.latency", StringComparison.Ordinal));
    }

    [Theory, BothModes]
    public async Task ForeignLoop_IsCountedOnce(RunMode mode)
    {
        var model = new ScriptedChatClient(_ => ModelReply.Text("Done.").WithUsage(100, 200));
        await using var observed = new Observed(model, agent: agent => Budgets(agent, 5m));
        var client = new GuardedChatClient(model, observed.Agent.Pipeline);
        var options = new ChatOptions { ModelId = "priced", MaxOutputTokens = 200 };
        await using (RunScope.Begin(observed.Agent.Pipeline))
        {
            for (int i = 0; i < 2; i++)
            {
                if (mode == RunMode.Plain)
                    await client.GetResponseAsync("Go.", options);
                else
                    await client.GetStreamingResponseAsync("Go.", options).ToChatResponseAsync();
            }
        }

        observed.Listener.Of("agentry.spend.settled").Select(m => m.Value).Should().Equal(0.30, 0.30);
    }

    private static IAgentryBuilder Budgets(IAgentryBuilder agent, decimal? maxCost, Action<BudgetOptions>? more = null) => agent
        .ConfigureAgent(o => (o.ModelId, o.MaxOutputTokens) = ("priced", 200))
        .WithLimits(l => l.MaxCost = maxCost)
        .AddBudgets(
            o =>
            {
                o.Prices["priced"] = o.Prices["scripted"] = new ModelPrice { Input = 1000, Output = 1000 };
                more?.Invoke(o);
            },
            new Flat());

    private sealed class Flat : ITokenEstimator
    {
        public long Estimate(IEnumerable<ChatMessage> messages, ChatOptions? options) => 100;
    }
}
