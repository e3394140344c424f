using Microsoft.Extensions.AI;

namespace Agentry.Tests;

public sealed class PipelineCompositionTests
{
    [Fact]
    public void DescribePipeline_BareAgent_IsTheSandwich()
    {
        using var host = new ConfiguredHost(all => all.AddAgent("a"));

        host.Agent("a").DescribePipeline().ReplaceLineEndings("\n").Should().Be(
            """
            run    (Admission) > (Observe) > (InputGuardrail) > [ loop ] > AnswerContract: core > (OutputGuardrail)
            model  (Observe) > Context: core > (Guardrail) > (Cache) > (Route) > (Retry) > (Limits) > (Budget) > Timeout: core > (IChatClient)
            tool   (Observe) > Permission: core > (Reveal) > Contract: core > (Guardrail) > Policy: core + policies > Approval: core > Limits: core > (Budget) > Ledger: core > (Retry) > Timeout: core > (AIFunction)
            back   ResultContract: core > (Provenance) > (ResultGuardrail)
            """.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void DescribePipeline_FeaturesInAnyOrderTwiceAndAtBothLevels_IsTheSame()
    {
        string? expected = null;
        for (int seed = 0; seed < 200; seed++)
        {
            var random = new Random(seed);
            (string Feature, bool IsGlobal)[] calls =
                [.. new[] { "alpha", "beta", "gamma", "delta" }.SelectMany(f => new[] { (f, true), (f, false), (f, true) })];
            random.Shuffle(calls);

            // Each feature at least once, somewhere; the rest at random.
            (string Feature, bool IsGlobal)[] chosen =
                [.. calls.Where((c, i) => random.Next(2) == 0 || !calls.Take(i).Any(earlier => earlier.Feature == c.Feature))];
            using var host = new ConfiguredHost(all => all.AddAgent("a", agent =>
            {
                foreach ((string feature, bool isGlobal) in chosen)
                    (isGlobal ? all : agent).AddFeature(new SampleFeature(feature), o => o.Level++);
            }));

            string described = host.Agent("a").DescribePipeline();

            expected ??= described;
            described.Should().Be(expected, "seed {0}", seed);
        }

        expected.Should().Contain("Observe: alpha + beta + delta + gamma").And.Contain("Policy: core + alpha + beta + delta + gamma + policies");
        foreach (string feature in (string[])["alpha", "beta", "gamma", "delta"])
            expected!.Split(feature).Length.Should().Be(4, "one layer in each of three pipelines");
    }

    [Fact]
    public void HostLayers_OneNameInSeveralStages_AreAllThere()
    {
        using var host = new ConfiguredHost(all => all
            .AddRunLayer(RunStage.Observe, "audit", _ => Pass())
            .AddModelLayer(ModelStage.Observe, "audit", (inner, _) => inner)
            .AddAgent("a", agent => agent.AddToolLayer(ToolStage.Observe, "audit", _ => PassTool()))
            .AddAgent("b"));

        host.Agent("a").DescribePipeline().Split("Observe: audit").Length.Should().Be(4);
        host.Agent("b").DescribePipeline().Split("Observe: audit").Length.Should().Be(3);
    }

    [Fact]
    public async Task HostLayers_OneNameTwiceInOneStage_TheLastReplacesTheFirst()
    {
        List<string> seen = [];
        using var host = new ConfiguredHost(all => all
            .AddRunLayer(RunStage.Observe, "audit", _ => Tell("first"))
            .AddRunLayer(RunStage.Observe, "audit", _ => Tell("second"))
            .AddAgent("a")
            .AddAgent("b", agent => agent.AddRunLayer(RunStage.Observe, "audit", _ => Tell("b's own"))));

        await host.Agent("a").RunAsync("Hi.");
        await host.Agent("b").RunAsync("Hi.");

        seen.Should().Equal("second", "b's own");

        LambdaRunLayer Tell(string word) => new((run, next, token) =>
        {
            seen.Add(word);
            return next(run, token);
        });
    }

    [Fact]
    public void HostLayers_InStages_AreCalledInTheOrderOfTheStages()
    {
        List<string> seen = [];
        using var host = new ConfiguredHost(all => all
            .AddModelLayer(ModelStage.Timeout, "t", (inner, _) => Told(inner, "timeout"))
            .AddModelLayer(ModelStage.Observe, "o", (inner, _) => Told(inner, "observe"))
            .AddModelLayer(ModelStage.Route, "r", (inner, _) => Told(inner, "route"))
            .AddAgent("a"));

        _ = host.Agent("a");

        seen.Should().Equal("timeout", "route", "observe");

        IChatClient Told(IChatClient inner, string word)
        {
            seen.Add(word);
            return inner;
        }
    }

    private static LambdaRunLayer Pass() => new((run, next, token) => next(run, token));

    private static LambdaToolLayer PassTool() => new((call, next, token) => next(call, token));
}
