using System.Collections.Frozen;
using Agentry.Testing;
using Microsoft.Extensions.AI;
using static Agentry.Tests.Approvals;

namespace Agentry.Tests;

/// <summary>Who may do what: rules, sets, hours, rates, admission, risk, what the model says of itself, dry runs.</summary>
public sealed class PolicyTests
{
    public static TheoryData<string, Action<DecisionOptions>, string?> Rules => new()
    {
        { "amount within", o => o.Rules["r"] = Rule("/amount <= 700", PolicyVerdict.Deny), null },
        { "amount beyond", o => o.Rules["r"] = Rule("/amount < 600", PolicyVerdict.Deny), "rule_not_met" },
        { "another tool", o => { o.Rules["r"] = Rule("/amount < 1", PolicyVerdict.Deny); o.Rules["r"].Tools.Clear(); o.Rules["r"].Tools.Add("other_*"); }, null },
        { "another caller", o => { o.Rules["r"] = Rule("/amount < 1", PolicyVerdict.Deny); o.Rules["r"].Callers.Add("somebody"); }, null },
        { "another tenant", o => { o.Rules["r"] = Rule("/amount < 1", PolicyVerdict.Deny); o.Rules["r"].Tenants.Add("other"); }, null },
        { "this caller", o => { o.Rules["r"] = Rule("/amount < 1", PolicyVerdict.Deny); o.Rules["r"].Callers.Add("customer"); }, "rule_not_met" },
        { "a scope that lacks", o => { o.Rules["r"] = new PolicyRule(); o.Rules["r"].Scopes.Add("pay"); }, "rule_not_met" },
        { "a role that lacks", o => { o.Rules["r"] = new PolicyRule(); o.Rules["r"].Roles.Add("clerk"); }, "rule_not_met" },
        { "a tool that is denied", o => o.DenyTools.Add("p*"), "tool_not_allowed" },
        { "a tool that is not allowed", o => o.AllowTools.Add("find_*"), "tool_not_allowed" },
        { "a tool that is allowed", o => o.AllowTools.Add("pay"), null },
        { "denied beats allowed", o => { o.AllowTools.Add("*"); o.DenyTools.Add("pay"); }, "tool_not_allowed" },
        { "within the hours", o => o.Rules["r"] = new PolicyRule { Hours = "Mon-Fri 08:00-18:00" }, null },
        { "outside the hours", o => o.Rules["r"] = new PolicyRule { Hours = "Mon-Fri 08:00-12:00, Sat 09:00-18:00" }, "rule_not_met" },
        { "hours in another zone", o => o.Rules["r"] = new PolicyRule { Hours = "Mon-Fri 08:00-18:00", TimeZone = "Asia/Tokyo" }, "rule_not_met" },
        { "a code and a message of one's own", o => o.Rules["r"] = new PolicyRule { Require = "/amount < 1", Code = "too_dear", Message = "Too dear." }, "too_dear" },
    };

    [Theory, MemberData(nameof(Rules))]
    public async Task Rule_HoldsOrDenies(string name, Action<DecisionOptions> configure, string? code)
    {
        await using var disk = new Disk(StoreKind.Memory);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay, a => a.ConfigureDecisions(configure));

        AgentRun run = await host.Agent.RunAsync(Request()).Soon();

        pay.Count.Should().Be(code is null ? 1 : 0, name);
        (await host.CheckAsync(run)).Of<ToolRefused>().Select(r => r.Code).Should().Equal(code is null ? [] : [code], name);
    }

    [Fact]
    public async Task Strictest_Wins_AndEveryFindingIsInTheLog()
    {
        await using var disk = new Disk(StoreKind.Memory);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay, a => a
            .ConfigureDecisions(o =>
            {
                o.Rules["asks"] = Rule("/amount < 1");
                o.Rules["denies"] = Rule("/amount < 1", PolicyVerdict.Deny);
                o.Rules["fine"] = Rule("/amount > 1");
            })
            .AddPolicy(new LambdaPolicy("late", _ => PolicyDecision.RequireApproval("ask", "Ask."))));

        AgentRun run = await host.Agent.RunAsync(Request()).Soon();

        PolicyDecided decided = (await host.CheckAsync(run)).Of<PolicyDecided>().Single();
        decided.Verdict.Should().Be(PolicyVerdict.Deny);
        decided.Findings.Select(f => f.Policy).Should().Equal("asks", "denies", "late");
        decided.Policies.Should().Equal("asks", "denies", "fine", "late");
        (await host.Inbox().ListAsync()).Should().BeEmpty("a no asks nobody");
        (await host.Runs.ExplainAsync(run.Id, "c")).Should().Contain("'denies' denied it").And.EndWith("It did not run.");
    }

    [Fact]
    public async Task Policy_ThatNeverAnswers_Denies()
    {
        await using var disk = new Disk(StoreKind.Memory);
        CountingTool pay = Pay();
        var hangs = new HangingPolicy();
        await using TestHost host = disk.Desk(Model(), pay, a => a.AddPolicy(hangs));
        Task<AgentRun> running = host.Agent.RunAsync(Request());
        await hangs.Asked.Soon();
        await RunChecks.UntilAsync(() => disk.Clock.ArmedTimers > 0);
        disk.Clock.Advance(TimeSpan.FromSeconds(6));

        AgentRun run = await running.Soon();

        pay.Count.Should().Be(0);
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be(PolicyLayer.Failed);
    }

    [Fact]
    public async Task Configuration_NamesRulesAndSets_AndEverythingWrongIsSaidTogetherWithItsPlace()
    {
        var configuration = new Dictionary<string, string?>
        {
            ["Agentry:Decisions:Sets:0"] = "safty",
            ["Agentry:Decisions:Rules:caps:Require"] = "/amount <= ",
            ["Agentry:Decisions:Rules:words:Require"] = "domain(/to) inn ['a.com']",
            ["Agentry:Decisions:Rules:times:Hours"] = "Mon-Fry 08:00-18:00",
            ["Agentry:Decisions:Rules:keys:Tool"] = "pay",
            ["Agentry:Decisions:Handling:Hihg"] = "Notice",
        };
        await using var disk = new Disk(StoreKind.Memory);
        await using TestHost host = disk.Node(Model(), Pay(), configuration: configuration);
        Exception first = FluentActions.Invoking(() => host.Agent.Version).Should().Throw<AgentryConfigurationException>().Which;
        first.Message.Should().Contain("'Tool' is not a part of a rule").And.Contain("'Hihg'").And.Contain("High");

        configuration.Remove("Agentry:Decisions:Rules:keys:Tool");
        configuration.Remove("Agentry:Decisions:Handling:Hihg");
        await using TestHost second = disk.Node(Model(), Pay(), configuration: configuration);
        Exception next = FluentActions.Invoking(() => second.Agent.Version).Should().Throw<AgentryConfigurationException>().Which;
        next.Message.Should().Contain("Did you mean 'safety'?")
            .And.Contain("rule 'caps'").And.Contain("at character 12")
            .And.Contain("rule 'words'").And.Contain("at character 13")
            .And.Contain("rule 'times'").And.Contain("Mon-Fry");
    }

    [Fact]
    public async Task Configuration_OfOneAgent_DecidesByName()
    {
        await using var disk = new Disk(StoreKind.Memory);
        CountingTool pay = Pay();
        await using TestHost host = disk.Node(Model(), pay, t => t.NonIdempotent(), clock: disk.Clock, configuration: new Dictionary<string, string?>
        {
            ["Agentry:Decisions:Sets:0"] = "safety",
            ["Agentry:Agents:test:Decisions:Rules:caps:Tools:0"] = "pay",
            ["Agentry:Agents:test:Decisions:Rules:caps:Require"] = "/amount <= 500",
            ["Agentry:Agents:test:Decisions:Rules:caps:Otherwise"] = "RequireApproval",
            ["Agentry:Agents:test:Decisions:Rules:caps:Groups:0"] = "finance",
            ["Agentry:Agents:test:Decisions:Approval:Deadline"] = "01:00:00",
        });

        AgentRun run = await host.Agent.RunAsync(Request()).Soon();

        run.Status.Should().Be(RunStatus.AwaitingApproval, run.ToString());
        ApprovalEntry entry = (await host.Runs.Inbox.ListAsync()).Single().Entry;
        (entry.Deadline - entry.RequestedAt).Should().Be(TimeSpan.FromHours(1));
        entry.Groups.Should().Equal("finance");
    }

    [Theory, BothStoresAndModes]
    public async Task Risk_High_WaitsByDefault_AndSiblingsRun(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        var model = new ScriptedChatClient(ModelReply.Calls(("pay", """{"amount":5}""", "a"), ("pay", """{"amount":500}""", "b"), ("pay", """{"amount":6}""", "c")), ModelReply.Text("Done."));
        await using TestHost host = disk.Desk(model, pay, _ => { }, t => t.NonIdempotent().Risk(a => decimal.Parse(a["amount"]!.ToString()!, System.Globalization.CultureInfo.InvariantCulture) > 100 ? RiskTier.High : RiskTier.Low));

        AgentRun run = await mode.RunAsync(host.Agent, Request()).Soon();

        run.PendingApprovals.Select(p => p.CallId).Should().Equal("b");
        pay.Count.Should().Be(2);
        (await host.Inbox().ListAsync()).Single().Entry.Risk.Should().Be(RiskTier.High);
    }

    [Theory, BothStoresAndModes]
    public async Task Risk_Critical_HoldsTheRestOfTheTurn(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        CountingTool mail = new("mail");
        var model = new ScriptedChatClient(ModelReply.Calls(("pay", """{"amount":5}""", "a"), ("mail", "{}", "m")), ModelReply.Text("Done."));
        await using TestHost host = disk.Desk(model, pay, a => a.WithTool(mail, t => t.NonIdempotent()), t => t.NonIdempotent().Risk(RiskTier.Critical));
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        (waiting.Status, mail.Count).Should().Be((RunStatus.AwaitingApproval, 0));
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Approve(), Ann);

        AgentRun run = await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        (run.Status, pay.Count, mail.Count).Should().Be((RunStatus.Completed, 1, 1));
        await host.CheckAsync(run);
    }

    [Fact]
    public async Task Risk_FunctionThatThrows_IsCritical()
    {
        await using var disk = new Disk(StoreKind.Memory);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay, _ => { }, t => t.NonIdempotent().Risk(_ => throw new InvalidOperationException("?")));

        (await host.Agent.RunAsync(Request()).Soon()).Status.Should().Be(RunStatus.AwaitingApproval);

        (await host.Inbox().ListAsync()).Single().Entry.Risk.Should().Be(RiskTier.Critical);
    }

    [Theory]
    [InlineData("""{"amount":5,"_assessment":{"confidence":0.95}}""", true)]
    [InlineData("""{"amount":5,"_assessment":{"confidence":0.95,"flags":["odd address"]}}""", false)]
    [InlineData("""{"amount":5,"_assessment":{"confidence":0.3}}""", false)]
    [InlineData("""{"amount":5,"_assessment":{"confidence":7}}""", false)]
    [InlineData("""{"amount":5,"_assessment":"sure"}""", false)]
    [InlineData("""{"amount":5}""", false)]
    public async Task Assessment_IsApartFromTheArguments_AndDoubtAsksPeople(string arguments, bool runs)
    {
        await using var disk = new Disk(StoreKind.Memory);
        CountingTool pay = Pay();
        ScriptedChatClient model = Model(arguments);
        await using TestHost host = disk.Desk(model, pay, _ => { }, t => t.NonIdempotent().AskAssessment());

        AgentRun run = await host.Agent.RunAsync(Request()).Soon();

        run.Status.Should().Be(runs ? RunStatus.Completed : RunStatus.AwaitingApproval, run.ToString());
        ((AIFunctionDeclaration)model.Requests[0].Options!.Tools![0]).JsonSchema.GetRawText().Should().Contain("_assessment");
        if (runs)
            pay.Invocations.Single().Arguments.Keys.Should().Equal("amount");
        else
            (await host.Inbox().GetAsync(run.ApprovalId(), Ann))!.Arguments!.Value.GetRawText().Should().Be("""{"amount":5}""");
    }

    [Fact]
    public async Task Assessment_LowConfidenceInAReversibleCall_Runs()
    {
        await using var disk = new Disk(StoreKind.Memory);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(
            Model("""{"amount":5,"_assessment":{"confidence":0.3}}"""), pay, _ => { }, t => t.NonIdempotent().Reversible().AskAssessment());

        (await host.Agent.RunAsync(Request()).Soon()).Status.Should().Be(RunStatus.Completed);
    }

    [Theory, BothStoresAndModes]
    public async Task Rate_OfARule_HoldsAcrossRunsAndProcesses(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        void Limit(IAgentryBuilder a) => a.ConfigureDecisions(o =>
        {
            o.Rules["three"] = new PolicyRule { Rate = new RateOptions { Max = 3, Per = TimeSpan.FromMinutes(10) } };
            o.Rules["three"].Rate!.By.Add(RateScope.User);
        });
        var two = new ScriptedChatClient(r => r.Index % 2 == 0 ? ModelReply.Calls(("pay", """{"amount":1}""", "a"), ("pay", """{"amount":1}""", "b")) : ModelReply.Text("Done."));
        await using TestHost host = disk.Desk(two, pay, Limit);
        await using TestHost other = disk.Desk(two, pay, Limit);

        AgentRun first = await mode.RunAsync(host.Agent, Request()).Soon();
        AgentRun second = await mode.RunAsync(other.Agent, Request()).Soon();

        pay.Count.Should().Be(3);
        (await other.LogAsync(second.Id)).Of<ToolRefused>().Single().Code.Should().Be(RunReasonCodes.RateLimited);
        (await mode.RunAsync(host.Agent, new RunRequest("Pay.") { Caller = AgentCaller.Of("another") }).Soon()).ToolCalls.Should().Be(2, "each user has a window of their own");
        disk.Clock.Advance(TimeSpan.FromMinutes(11));
        await mode.RunAsync(host.Agent, Request()).Soon();
        pay.Count.Should().Be(7);
        await host.CheckAsync(first);
    }

    [Fact]
    public async Task Rate_ManyAtOnce_NeverExceedsIt()
    {
        await using var disk = new Disk(StoreKind.Sqlite);
        CountingTool pay = Pay();
        var model = new ScriptedChatClient(r => r.Messages.Any(m => m.Role == ChatRole.Tool) ? ModelReply.Text("Done.") : ModelReply.Call("pay", """{"amount":1}"""));
        await using TestHost host = disk.Desk(model, pay, a => a.ConfigureDecisions(o => o.Rules["five"] = new PolicyRule { Rate = new RateOptions { Max = 5, Per = TimeSpan.FromHours(1) } }));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => host.Agent.RunAsync(Request())))).Soon();

        pay.Count.Should().Be(5);
    }

    [Theory, BothStoresAndModes]
    public async Task Admission_RefusesWithAWordAndAHint(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        var model = new ScriptedChatClient(_ => ModelReply.Text("Hello."));
        await using TestHost host = disk.Desk(model, Pay(), a => a.ConfigureDecisions(o =>
        {
            o.Admission.RequireIdentity = true;
            o.Admission.RequiredScopes.Add("chat");
            o.Admission.Rates["user"] = new RateOptions { Max = 2, Per = TimeSpan.FromMinutes(1) };
            o.Admission.Rates["user"].By.Add(RateScope.User);
        }));
        RunRequest As(AgentCaller caller) => new("Hello.") { Caller = caller };

        (await mode.RunAsync(host.Agent, "Hello.").Soon()).Reason!.Code.Should().Be(RunReasonCodes.InvalidCredentials);
        AgentRun lacking = await mode.RunAsync(host.Agent, As(AgentCaller.Of("ann"))).Soon();
        (lacking.Status, lacking.Reason!.Code).Should().Be((RunStatus.Blocked, RunReasonCodes.InsufficientPermissions));
        model.Requests.Should().BeEmpty();
        (await mode.RunAsync(host.Agent, As(AgentCaller.Of("ann", "chat"))).Soon()).Status.Should().Be(RunStatus.Completed);
        (await mode.RunAsync(host.Agent, As(AgentCaller.Of("ann", "chat"))).Soon()).Status.Should().Be(RunStatus.Completed);
        AgentRun limited = await mode.RunAsync(host.Agent, As(AgentCaller.Of("ann", "chat"))).Soon();
        (limited.Status, limited.Reason!.Code).Should().Be((RunStatus.Blocked, RunReasonCodes.RateLimited));
        limited.Reason.RetryAfter.Should().Be(TimeSpan.FromMinutes(1));
        (await host.LogAsync(limited.Id)).Of<PolicyDecided>().Single().Verdict.Should().Be(PolicyVerdict.Deny);
        (await mode.RunAsync(host.Agent, As(AgentCaller.Of("ben", "chat"))).Soon()).Status.Should().Be(RunStatus.Completed);
        disk.Clock.Advance(TimeSpan.FromMinutes(1));
        (await mode.RunAsync(host.Agent, As(AgentCaller.Of("ann", "chat"))).Soon()).Status.Should().Be(RunStatus.Completed);
    }

    [Fact]
    public async Task Admission_ManyStartsAtOnce_NeverExceedTheRate()
    {
        await using var disk = new Disk(StoreKind.Sqlite);
        var model = new ScriptedChatClient(_ => ModelReply.Text("Hello."));
        await using TestHost host = disk.Desk(model, Pay(), a => a.ConfigureDecisions(o => o.Admission.Rates["all"] = new RateOptions { Max = 4, Per = TimeSpan.FromHours(1) }));

        AgentRun[] runs = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => host.Agent.RunAsync(Request())))).Soon();

        runs.Count(r => r.Status == RunStatus.Completed).Should().Be(4);
        runs.Where(r => r.Status != RunStatus.Completed).Should().OnlyContain(r => r.Reason!.Code == RunReasonCodes.RateLimited);
        model.Requests.Should().HaveCount(4, "nobody who was refused paid for a model");
    }

    [Theory, BothStores]
    public async Task TaskScope_CallOutsideTheDeclaredTools_IsDenied(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model("""{"amount":1}"""), pay, _ => { });

        AgentRun run = await host.Agent.RunAsync(new RunRequest("Look.") { Caller = AgentCaller.Of("ann"), TaskTools = ["find_order"] }).Soon();

        pay.Count.Should().Be(0);
        (await host.CheckAsync(run)).Of<ToolRefused>().Single().Code.Should().Be("outside_task");
    }

    [Theory]
    [InlineData("safety", "nobody", RiskTier.High, "invalid_credentials")]
    [InlineData("compliance", "nobody", RiskTier.Low, "invalid_credentials")]
    [InlineData("safety", "somebody", RiskTier.High, null)]
    [InlineData("compliance", "somebody", RiskTier.Critical, null)]
    public async Task ReadySets_DenyNobodyAndAskAboutTheRest(string set, string who, RiskTier risk, string? denied)
    {
        await using var disk = new Disk(StoreKind.Memory);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay, a => a.ConfigureDecisions(o => o.Sets.Add(set)), t => t.NonIdempotent().Risk(risk));

        AgentRun run = await host.Agent.RunAsync(new RunRequest("Pay.") { Caller = who == "nobody" ? AgentCaller.Anonymous : AgentCaller.Of(who) }).Soon();

        pay.Count.Should().Be(0);
        if (denied is not null)
            (await host.LogAsync(run.Id)).Of<ToolRefused>().Single().Code.Should().Be(denied);
        else
            (await host.Runs.StateAsync(run.Id)).Approvals.Single().Request.Demands.Max(d => d.Quorum).Should().Be(set == "compliance" ? 2 : 1);
    }

    [Theory, BothStoresAndModes]
    public async Task DryRun_NothingWithAnEffectRuns_AndThePlanSaysWhy(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        CountingTool look = new("look");
        CountingTool drop = new("drop");
        var model = new ScriptedChatClient(
            ModelReply.Calls(("look", "{}", "l"), ("pay", """{"amount":20}""", "small"), ("pay", """{"amount":900}""", "large"), ("drop", "{}", "d")), ModelReply.Text("That is the plan."));
        await using TestHost host = disk.Desk(model, pay, a =>
        {
            AskAbove500(a);
            a.ConfigureDecisions(o => o.DenyTools.Add("drop"));
            a.WithTool(look, t => t.ReadOnly()).WithTool(drop);
        });

        AgentRun run = await mode.RunAsync(host.Agent, new RunRequest("Pay.") { Caller = AgentCaller.Of("customer"), DryRun = true }).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        (pay.Count, look.Count, drop.Count).Should().Be((0, 1, 0));
        (await host.Inbox().ListAsync()).Should().BeEmpty("nobody is asked");
        IReadOnlyList<PlannedCall> plan = await host.Runs.PlanAsync(run.Id);
        plan.Select(p => (p.CallId, p.Fate)).Should().Equal(
            ("l", PlannedFate.Ran), ("small", PlannedFate.WouldRun), ("large", PlannedFate.WouldWait), ("d", PlannedFate.WouldBeRefused));
        plan[2].Why.Should().Contain("would have waited for people").And.Contain("above_500");
        plan[3].Why.Should().Contain("tool_not_allowed");
        model.Requests[1].AnswerTo("small").Should().Contain("dry run");
        await host.CheckAsync(run);
    }

    [Theory, BothStores]
    public async Task UnknownOutcome_IsInTheInboxUntilItIsSettled(StoreKind kind)
    {
        await using var disk = new Disk(kind);
        (RunId id, _) = await disk.DieAfterTheToolAsync(t => t.NonIdempotent());
        await using TestHost host = disk.Node(new ScriptedChatClient(ModelReply.Text("Paid.")), new CountingTool("pay"), t => t.NonIdempotent()).AndOthers();
        (await host.Agent.ResumeAsync(id).Soon()).Suspension!.Kind.Should().Be(Suspension.UnknownOutcome);

        ApprovalRecord record = (await host.Runs.Inbox.ListAsync(new ApprovalQuery { Kind = ApprovalKind.UnknownOutcome })).Should().ContainSingle().Subject;
        (record.Run.RunId, record.Entry.CallId, record.Entry.Status).Should().Be((id, "c", ApprovalStatus.Pending));
        (await host.Runs.Inbox.GetAsync(record.Entry.Id, Ann))!.Recommended.Should().Contain("settle");
        (await host.Runs.Inbox.DecideAsync(record.Entry.Id, ApprovalDecision.Approve(), Ann)).Refused.Should().Be(ApprovalRefusalCodes.NoSuchApproval);
        await host.Runs.SettleAsync(id, record.Entry.CallId, CallSettlement.DidNotHappen, "ann");
        AgentRun run = await host.Agent.ResumeAsync(id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        (await host.Runs.Inbox.ListAsync()).Should().BeEmpty();
        (await host.Runs.Inbox.ListAsync(new ApprovalQuery { Status = ApprovalStatus.Settled })).Should().ContainSingle();
    }

    private sealed class HangingPolicy : IToolPolicy
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "hangs";

        public Task Asked => _asked.Task;

        public ValueTask<PolicyDecision> DecideAsync(ToolCallContext call, CancellationToken cancellationToken)
        {
            _asked.TrySetResult();
            return new(new TaskCompletionSource<PolicyDecision>().Task);
        }
    }
}
