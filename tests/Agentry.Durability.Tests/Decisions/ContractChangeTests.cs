using Agentry.Testing;
using static Agentry.Tests.Approvals;

namespace Agentry.Tests;

/// <summary>A deployment changes a tool's contract while a run waits: what was promised before is not what runs.</summary>
public sealed class ContractChangeTests
{
    private const string Narrower = """
        {"type":"object","properties":{"amount":{"type":"number","minimum":0,"maximum":100},"to":{"type":"string"}},"required":["amount"],"additionalProperties":false}
        """;

    private const string Wider = """
        {"type":"object","properties":{"amount":{"type":"number"},"to":{"type":"string"},"note":{"type":"string"}},"required":["amount"],"additionalProperties":false}
        """;

    [Theory, BothStoresAndModes]
    public async Task IntentAndApproval_CarryTheContractsVersion(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        CountingTool pay = Pay();
        await using TestHost host = disk.Desk(Model(), pay);
        AgentRun waiting = await mode.RunAsync(host.Agent, Request()).Soon();
        await host.MustDecideAsync(waiting.ApprovalId(), ApprovalDecision.Approve(), Ann);
        await mode.ResumeAsync(host.Agent, waiting.Id).Soon();

        string version = host.Agent.Tools.Single().Version;
        IReadOnlyList<RunLogEntry> log = await host.LogAsync(waiting.Id);
        log.Of<ApprovalRequested>().Single().ToolVersion.Should().Be(version);
        log.Of<ToolIntended>().Single().ToolVersion.Should().Be(version);
    }

    [Theory, BothStoresAndModes]
    public async Task Approved_ThenSchemaThatRefusesTheArguments_IsRefusedAndNothingRuns(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        AgentRun waiting = await ApprovedAsync(disk, mode);
        var pay = new CountingTool("pay", schema: Narrower);
        var model = new ScriptedChatClient(ModelReply.Text("Done."));
        await using TestHost after = disk.Desk(model, pay);

        AgentRun run = await mode.ResumeAsync(after.Agent, waiting.Id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(0);
        model.Requests.Single().AnswerTo("c").Should().Contain("/amount").And.Contain("100");
        IReadOnlyList<RunLogEntry> log = await after.LogAsync(waiting.Id);
        log.Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.InvalidArguments);
        log.Of<ToolIntended>().Should().BeEmpty();
    }

    [Theory, BothStoresAndModes]
    public async Task Approved_ThenSchemaThatTakesTheArguments_PeopleAreAskedAboutTheNewContract(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        AgentRun waiting = await ApprovedAsync(disk, mode);
        var pay = new CountingTool("pay", schema: Wider);
        await using TestHost after = disk.Desk(new ScriptedChatClient(ModelReply.Text("Done.")), pay);

        AgentRun again = await mode.ResumeAsync(after.Agent, waiting.Id).Soon();

        again.Status.Should().Be(RunStatus.AwaitingApproval, "the yes was to another contract");
        pay.Count.Should().Be(0);
        again.ApprovalId().Should().NotBe(waiting.ApprovalId());
        await after.MustDecideAsync(again.ApprovalId(), ApprovalDecision.Approve(), Ben);
        AgentRun run = await mode.ResumeAsync(after.Agent, waiting.Id).Soon();

        run.Status.Should().Be(RunStatus.Completed, run.ToString());
        pay.Count.Should().Be(1);
        string version = after.Agent.Tools.Single().Version;
        IReadOnlyList<RunLogEntry> log = await after.LogAsync(waiting.Id);
        log.Of<ToolIntended>().Single().ToolVersion.Should().Be(version);
        log.Of<ApprovalRequested>().Select(e => e.ToolVersion == version).Should().Equal(false, true);
    }

    [Theory, BothStoresAndModes]
    public async Task Edited_ThenSchemaThatRefusesTheEdit_IsRefusedAndNothingRuns(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        AgentRun waiting = await ApprovedAsync(disk, mode, ApprovalDecision.Edit(Json("""{"amount":499}""")));
        var pay = new CountingTool("pay", schema: Narrower);
        await using TestHost after = disk.Desk(new ScriptedChatClient(ModelReply.Text("Done.")), pay);

        await mode.ResumeAsync(after.Agent, waiting.Id).Soon();

        pay.Count.Should().Be(0);
        (await after.LogAsync(waiting.Id)).Of<ToolRefused>().Single().Code.Should().Be(ToolRefusalCodes.InvalidArguments);
    }

    [Theory, BothStoresAndModes]
    public async Task Interrupted_ThenToolThatMustNotRepeat_DoesNotRunOnTheOldPromise(StoreKind kind, RunMode mode)
    {
        await using var disk = new Disk(kind);
        (RunId id, _) = await disk.DieAfterTheToolAsync(t => t.Idempotent());
        var pay = new CountingTool("pay");
        await using TestHost after = disk.Node(new ScriptedChatClient(), pay, t => t.NonIdempotent()).AndOthers();

        AgentRun run = await mode.ResumeAsync(after.Agent, id).Soon();

        run.Suspension!.Kind.Should().Be(Suspension.UnknownOutcome);
        pay.Count.Should().Be(0);
    }

    private static async Task<AgentRun> ApprovedAsync(Disk disk, RunMode mode, ApprovalDecision? decision = null)
    {
        await using TestHost before = disk.Desk(Model(), Pay());
        AgentRun waiting = await mode.RunAsync(before.Agent, Request()).Soon();
        await before.MustDecideAsync(waiting.ApprovalId(), decision ?? ApprovalDecision.Approve(), Ann);
        return waiting;
    }
}
