using Agentry.Testing;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agentry.Tests;

public sealed class BudgetTests
{
    private static ModelPrice Dollar => new() { Input = 1000, Output = 1000 };

    [Theory, BothModes]
    public async Task Budgets_WithoutAnyCap_ReserveNothingAndSayWhatItCost(RunMode mode)
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Done.").WithUsage(100, 200)), agent => agent.AddBudgets(o => o.Prices["scripted"] = Dollar));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<SpendReserved>().Should().BeEmpty();
        log.Of<SpendSettled>().Single().Cost.Should().Be(0.30m);
        (await host.Runs.SpendAsync(run.Id)).TotalCost.Should().Be(0.30m);
    }

    [Fact]
    public async Task NoBudgets_NoLayersAndARunWithACostCapIsRefused()
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Done.")));
        host.Agent.DescribePipeline().Should().Contain("(Budget)").And.NotContain("Budgets");

        await host.Agent.Awaiting(a => a.RunAsync(new RunRequest("Go.") { Limits = new RunLimits { MaxCost = 1 } }))
            .Should().ThrowAsync<AgentryException>().WithMessage("*AddBudgets*");
    }

    [Fact]
    public void Agent_WithACostCapAndNoBudgets_FailsAtStart() => FluentActions
        .Invoking(() => new TestHost(new ScriptedChatClient(), agent => agent.WithLimits(l => l.MaxCost = 1)).Agent)
        .Should().Throw<AgentryConfigurationException>().WithMessage("*MaxCost*AddBudgets*");

    [Fact]
    public void Options_Wrong_AreReportedTogether() => FluentActions
        .Invoking(() => new TestHost(new ScriptedChatClient(), agent => agent.AddBudgets(o =>
        {
            o.OnBreach = BudgetBreach.Cheaper;
            o.UnknownPrice = UnknownPriceBehavior.Assume;
            o.WarnAt = [3];
            o.PriceFile = "no-such-file.json";
        })).Agent)
        .Should().Throw<AgentryConfigurationException>().WithMessage("*CheaperModel*AssumedPrice*").WithMessage("*WarnAt*");

    [Theory, BothModes]
    public async Task Configuration_BeatsCodeAndSetsCapsAndPrices(RunMode mode)
    {
        var configuration = new Dictionary<string, string?>
        {
            ["Agentry:Agents:test:Budgets:User:Day:MaxCost"] = "0.15",
            ["Agentry:Agents:test:Budgets:Prices:priced:Input"] = "1000",
            ["Agentry:Agents:test:Budgets:Prices:priced:Output"] = "1000",
            ["Agentry:Agents:test:ModelId"] = "priced",
            ["Agentry:Agents:test:MaxOutputTokens"] = "200",
        };
        var model = new ScriptedChatClient();
        await using var host = new TestHost(model, agent => agent.AddBudgets(o => o.User.Day = new BudgetCaps { MaxCost = 100 }), configuration: configuration);

        AgentRun run = await mode.RunAsync(host.Agent, new RunRequest("Go.") { Caller = AgentCaller.Of("ann") });

        (run.Status, run.Reason!.Code).Should().Be((RunStatus.LimitReached, RunReasonCodes.Budget));
        run.Reason.Message.Should().Contain("budget:user:ann:cost of the day").And.Contain("priced");
        model.Requests.Should().BeEmpty();
    }

    [Theory, BothModes]
    public async Task Cheaper_WhenTheModelDoesNotFit_TheOtherIsAskedAndChargedAtItsPrice(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("Done.").WithUsage(10, 200));
        await using var host = new TestHost(model, agent => agent
            .ConfigureAgent(o => (o.ModelId, o.MaxOutputTokens) = ("dear", 200))
            .WithLimits(l => l.MaxCost = 0.10m)
            .AddBudgets(o =>
            {
                (o.OnBreach, o.CheaperModel) = (BudgetBreach.Cheaper, "cheap");
                o.Prices["dear"] = Dollar;
                o.Prices["cheap"] = new ModelPrice { Input = 100, Output = 100 };
            }));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        model.Requests.Single().Options!.ModelId.Should().Be("cheap");
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<SpendReserved>().Select(r => r.Model).Should().Equal("dear", "cheap");
        log.Of<SpendSettled>().Select(s => (s.Basis, s.Cost)).Should().Equal((SpendBasis.Released, 0m), (SpendBasis.Reported, 0.021m));
    }

    [Theory, BothModes]
    public async Task Warning_AtItsPart_IsGivenOnceARun(RunMode mode)
    {
        var model = new ScriptedChatClient(
            ModelReply.Call("look", "{}", "a").WithUsage(100, 200), ModelReply.Call("look", "{}", "b").WithUsage(100, 200), ModelReply.Text("Done.").WithUsage(100, 200));
        await using var host = new TestHost(model, agent => agent
            .ConfigureAgent(o => (o.ModelId, o.MaxOutputTokens) = ("priced", 200))
            .WithLimits(l => l.MaxCost = 2.50m)
            .WithTool(new CountingTool("look"), t => t.ReadOnly())
            .AddBudgets(o =>
            {
                o.WarnAt = [0.3];
                o.Prices["priced"] = o.Prices["scripted"] = Dollar;
            }));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        BudgetWarned warned = (await host.CheckAsync(run)).Of<BudgetWarned>().Single();
        warned.Limit.Should().Be(2_500_000_000);
        warned.Used.Should().BeGreaterThanOrEqualTo(750_000_000);
    }

    [Theory, BothModes]
    public async Task Warnings_AtSeveralParts_AreGivenOnceEach(RunMode mode)
    {
        using var log = new LogRecorder();
        var model = new ScriptedChatClient(request => request.Index < 6 ? ModelReply.Call("look", $$"""{"n":{{request.Index}}}""").WithUsage(100, 200) : ModelReply.Text("Done.").WithUsage(100, 200));
        await using var host = new TestHost(
            model,
            agent => agent
                .ConfigureAgent(o => (o.ModelId, o.MaxOutputTokens) = ("priced", 200))
                .WithLimits(l => l.MaxCost = 2.60m)
                .WithTool(new CountingTool("look"), t => t.ReadOnly())
                .AddBudgets(
                    o =>
                    {
                        o.WarnAt = [0.1, 0.2, 0.5, 0.95];
                        o.Prices["priced"] = o.Prices["scripted"] = Dollar;
                    },
                    new Nothing()),
            services: s => s.AddLogging(b => b.AddProvider(log)));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        IReadOnlyList<BudgetWarned> warned = [.. (await host.CheckAsync(run)).Of<BudgetWarned>()];
        warned.Select(w => w.Threshold).Should().Equal(0.1, 0.2, 0.5);
        warned.Should().OnlyContain(w => w.Used >= w.Threshold * w.Limit);
        log.Of(21).Should().HaveCount(3);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(1.0)]
    [InlineData(0.8, 0.5)]
    [InlineData(0.5, 0.5)]
    [InlineData(double.NaN)]
    public void WarnAt_ThatMakesNoSense_FailsAtStart(params double[] parts) => FluentActions
        .Invoking(() => new TestHost(new ScriptedChatClient(), agent => agent.AddBudgets(o => o.WarnAt = parts)).Agent)
        .Should().Throw<AgentryConfigurationException>().WithMessage("*WarnAt*");

    [Theory, BothModes]
    public async Task WarnAt_OfConfiguration_ReplacesTheListOfCode(RunMode mode)
    {
        var model = new ScriptedChatClient(ModelReply.Text("Done.").WithUsage(100, 200));
        await using var host = new TestHost(
            model,
            agent => agent.WithLimits(l => l.MaxTokens = 300).ConfigureAgent(o => o.MaxOutputTokens = 200).AddBudgets(o => o.WarnAt = [0.1], new Nothing()),
            configuration: new Dictionary<string, string?> { ["Agentry:Agents:test:Budgets:WarnAt:0"] = "0.25", ["Agentry:Agents:test:Budgets:WarnAt:1"] = "0.6" });

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        (await host.CheckAsync(run)).Of<BudgetWarned>().Select(w => w.Threshold).Should().Equal(0.25, 0.6);
    }

    [Theory, BothModes]
    public async Task RefusedToolCall_IsToldToTheModel_AndTheRunEndsWithItsTextWhenTheModelHasNoRoomEither(RunMode mode)
    {
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(
            ModelReply.Call("pay", """{"amount":1}""", "a").WithText("I will pay.").WithUsage(100, 200), ModelReply.Text("Never said.").WithUsage(100, 200));
        await using var host = new TestHost(
            model,
            agent => agent
                .ConfigureAgent(o => (o.ModelId, o.MaxOutputTokens) = ("priced", 200))
                .WithLimits(l => l.MaxCost = 0.40m)
                .WithTool(pay, t => t.NonIdempotent().Cost(5m))
                .AddBudgets(o => o.Prices["priced"] = o.Prices["scripted"] = Dollar, new Nothing()));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        (run.Status, run.Reason!.Code, run.Text).Should().Be((RunStatus.LimitReached, RunReasonCodes.Budget, "I will pay."));
        pay.Count.Should().Be(0);
        model.Requests.Should().ContainSingle();
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.Budget);
        log.Of<BudgetBreached>().Select(b => (b.Tool, b.Model, b.Response, b.Turn)).Should().Equal(
            ("pay", null, BudgetBreach.End, 1), (null, "priced", BudgetBreach.End, 2));
    }

    [Theory, BothModes]
    public async Task ToolCost_OfItsArguments_IsChargedAndRefusedWithoutRoom(RunMode mode)
    {
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(ModelReply.Call("pay", """{"amount":3}""", "a"), ModelReply.Call("pay", """{"amount":8}""", "b"), ModelReply.Text("Done."));
        await using var host = new TestHost(model, agent => agent
            .WithTool(pay, t => t.NonIdempotent().Cost(call => decimal.Parse(call.Arguments["amount"]!.ToString()!, System.Globalization.CultureInfo.InvariantCulture)))
            .AddBudgets(o => o.User.Day = new BudgetCaps { MaxCost = 10, MaxToolCalls = 5 }, new Nothing())
            .AddBudgets(o => (o.UnknownPrice, o.AssumedPrice) = (UnknownPriceBehavior.Assume, new ModelPrice())));

        AgentRun run = await mode.RunAsync(host.Agent, "Go.");

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(1);
        IReadOnlyList<RunLogEntry> log = await host.CheckAsync(run);
        log.Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.Budget);
        RunSpend spend = await host.Runs.SpendAsync(run.Id);
        spend.Steps.Where(s => s.CallId is not null).Select(s => (s.Name, s.Cost, s.Basis)).Should().Equal(("pay", 3m, SpendBasis.Declared));
    }

    [Fact]
    public async Task ToolCost_ThatThrowsOrIsNegative_RefusesTheCall()
    {
        var pay = new CountingTool("pay");
        var model = new ScriptedChatClient(ModelReply.Calls(("pay", """{"n":1}""", "a"), ("pay", """{"n":2}""", "b")), ModelReply.Text("Done."));
        int calls = 0;
        await using var host = new TestHost(model, agent => agent
            .WithTool(pay, t => t.Cost(_ => calls++ == 0 ? throw new InvalidOperationException("no idea") : -1))
            .AddBudgets());

        AgentRun run = await host.Agent.RunAsync("Go.");

        pay.Count.Should().Be(0);
        (await host.CheckAsync(run)).Of<ToolRefused>().Select(r => r.Code).Should().Equal(ToolRefusalCodes.LayerFailed, ToolRefusalCodes.LayerFailed);
    }

    [Fact]
    public async Task Admission_SharedBudgetUsedUp_BlocksANewRun()
    {
        var model = new ScriptedChatClient(ModelReply.Text("Done.").WithUsage(100, 200));
        await using var host = new TestHost(model, agent => agent
            .ConfigureAgent(o => (o.ModelId, o.MaxOutputTokens) = ("priced", 200))
            .AddBudgets(o =>
            {
                o.Prices["priced"] = o.Prices["scripted"] = Dollar;
                o.Agent.Hour = new BudgetCaps { MaxModelCalls = 1 };
            }));
        (await host.Agent.RunAsync("Go.")).Status.Should().Be(RunStatus.Completed);

        AgentRun run = await host.Agent.RunAsync("Again.");

        (run.Status, run.Reason!.Code).Should().Be((RunStatus.Blocked, RunReasonCodes.Budget));
        run.Reason.Message.Should().Contain("budget:agent:test:model_calls of the hour").And.Contain("begins anew");
    }

    [Fact]
    public async Task Report_OfSeveralRuns_CountsByAgentCallerAndCompletedTask()
    {
        var model = new ScriptedChatClient(request => request.Index == 1 ? ModelReply.Throw(new InvalidOperationException()) : ModelReply.Text("Done.").WithUsage(100, 200));
        await using var host = new TestHost(model, agent => agent.AddBudgets(o => o.Prices["scripted"] = Dollar));
        foreach (string caller in (string[])["ann", "bob", "ann"])
            await host.Agent.RunAsync(new RunRequest("Go.") { Caller = AgentCaller.Of(caller) });

        SpendReport report = await host.Runs.SpendReportAsync();

        report.Total.Should().Be(new SpendGroup("", 3, 2, 0.60m));
        report.Total.CostPerCompleted.Should().Be(0.30m);
        report.ByAgent.Single().Name.Should().Be("test");
        report.ByCaller.Select(g => (g.Name, g.Runs, g.Completed, g.CostPerCompleted)).Should().Equal(("ann", 2, 2, 0.30m), ("bob", 1, 0, null));
        report.Runs.Single(r => r.Subject == "bob").Unpriced.Should().Be(1, "the model that failed has no known price");
    }

    [Theory]
    [InlineData("The quick brown fox jumps over the lazy dog.", 10)]
    [InlineData("Die Währungsumrechnung berücksichtigt Wechselkursschwankungen.", 20)]
    [InlineData("会社の方針により、返金は三十日以内に処理されます。", 25)]
    [InlineData("""{"order_id":1042,"items":[{"sku":"A-1","qty":2}],"total":61.44}""", 28)]
    public async Task Estimate_OfUsualText_IsAboveWhatTokenizersCount(string text, int tokens)
    {
        await using var host = new TestHost(new ScriptedChatClient(ModelReply.Text("Done.").WithUsage(1, 1)), agent => agent
            .ConfigureAgent(o => o.ModelId = "priced")
            .WithLimits(l => l.MaxCost = 1000m)
            .AddBudgets(o => o.Prices["priced"] = o.Prices["scripted"] = new ModelPrice { Input = 1, Output = 1 }));

        AgentRun run = await host.Agent.RunAsync(text);

        (await host.CheckAsync(run)).Of<SpendReserved>().Single().Usage.Input.Should().BeGreaterThanOrEqualTo(tokens).And.BeLessThan(tokens * 4);
    }

    private sealed class Nothing : ITokenEstimator
    {
        public long Estimate(IEnumerable<ChatMessage> messages, ChatOptions? options) => 0;
    }
}
