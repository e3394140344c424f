namespace Agentry.Tests;

/// <summary>SIGKILL around the effect of one tool, by what its contract promises.</summary>
[Collection(nameof(CrashDesk))]
public sealed class EffectCrashTests(CrashDesk desk)
{
    [Fact]
    public async Task Scenario_28_KilledAfterTheEffectBeforeTheOutcome_KeyedToolIsRetriedWithTheSameKeyAndTheServerSeesOneEffect()
    {
        Ticket ticket = desk.NewTicket();
        (await ticket.WorkAsync("after-effect:fee")).Should().BeNull("it was killed");

        DeskResult result = (await ticket.WorkAsync())!;

        result.Status.Should().Be(nameof(RunStatus.Completed));
        PaymentEntry fee = await EntryAsync(ticket, "fee");
        fee.Should().BeEquivalentTo(new { Requests = 2, Effects = 1 });
        await using DeskFile file = ticket.Open();
        RunState state = await file.Runs.StateAsync(await file.OnlyRunAsync());
        fee.Keys.Should().Equal(state.Calls.Single(c => c.CallId == "fee").Intent!.Key);
    }

    [Fact]
    public async Task Scenario_29_KilledAfterTheEffectBeforeTheOutcome_NonIdempotentToolIsUnknownAndNeverRetried()
    {
        Ticket ticket = desk.NewTicket();
        (await ticket.WorkAsync("after-effect:notice")).Should().BeNull("it was killed");
        await using (DeskFile file = ticket.Open())
        {
            RunId run = await file.OnlyRunAsync();
            while (await file.Runs.RecoverAsync() == 0)
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            for (int i = 0; i < 3; i++)
            {
                AgentRun waiting = await file.Agent.ResumeAsync(run);
                waiting.Status.Should().Be(RunStatus.Suspended);
                waiting.Suspension.Should().BeEquivalentTo(new { Kind = Suspension.UnknownOutcome, CallId = "notice", Tool = DeskScript.Letter });
            }

            (await file.Runs.LedgerAsync(new LedgerQuery { Outcome = ToolOutcomeKind.Unknown })).Should().ContainSingle().Which.Entry.CallId.Should().Be("notice");
        }

        (await EntryAsync(ticket, "notice")).Should().BeEquivalentTo(new { Requests = 1, Effects = 1 });
        (await ticket.WorkAsync())!.Status.Should().Be(nameof(RunStatus.Completed), "somebody who knows settles it");
        (await EntryAsync(ticket, "notice")).Requests.Should().Be(1);
    }

    [Theory]
    [InlineData("after-effect:goods", SettlementKind.Happened)]
    [InlineData("before-effect:goods", SettlementKind.DidNotHappen)]
    public async Task Scenario_30_ProbeSaysDone_OutcomeIsRecordedAndNotRunAgain_ProbeSaysAbsent_ToolRuns(string kill, SettlementKind found)
    {
        Ticket ticket = desk.NewTicket();
        (await ticket.WorkAsync(kill)).Should().BeNull("it was killed");

        DeskResult result = (await ticket.WorkAsync())!;

        result.Status.Should().Be(nameof(RunStatus.Completed));
        (await EntryAsync(ticket, "goods")).Should().BeEquivalentTo(new { Requests = 1, Effects = 1 });
        await using DeskFile file = ticket.Open();
        RunLogEntry settled = (await file.LogAsync(await file.OnlyRunAsync())).Single(e => e.Event is ToolSettled);
        settled.Actor.Should().Be("probe:" + DeskScript.Parcel);
        ((ToolSettled)settled.Event).Settlement.Should().Be(found);
        result.Text.Should().Be(desk.Uninterrupted.Text.Replace("reference", ticket.Name, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Scenario_46_AttemptCounterSurvivesRestart_RunThatKillsItsWorkersIsQuarantined()
    {
        Ticket ticket = desk.NewTicket();
        (await ticket.WorkAsync("after-write:2", quarantine: true)).Should().BeNull("it was killed");
        for (int i = 0; i < 3; i++)
            (await ticket.WorkAsync("after-write:1", quarantine: true)).Should().BeNull("it was killed as soon as it had taken the run over");

        DeskResult result = (await ticket.WorkAsync("never", quarantine: true))!;

        result.Status.Should().Be(Suspension.Quarantine);
        await using DeskFile file = ticket.Open();
        RunId run = await file.OnlyRunAsync();
        IReadOnlyList<RunLogEntry> log = await file.LogAsync(run);
        log.Count(e => e.Event is RunResumed).Should().Be(3);
        ((RunSuspended)log[^1].Event).Waiting.Single().Message.Should().Contain("3 times");
        (await file.Runs.RecoverAsync()).Should().Be(0, "it waits for a person");
        (await file.Agent.ResumeAsync(run)).Status.Should().Be(RunStatus.Completed);
    }

    [Theory]
    [InlineData("after-effect:fee")]
    [InlineData("before-effect:deposit")]
    [InlineData("after-effect:balance")]
    public async Task ChildRun_KilledAtWork_TheParentTakesItWithItAndNothingRunsTwice(string kill)
    {
        Ticket ticket = desk.NewTicket(command: "run-front");
        (await ticket.WorkAsync(kill)).Should().BeNull("it was killed");

        DeskResult result = (await ticket.WorkAsync())!;

        result.Status.Should().Be(nameof(RunStatus.Completed));
        result.Text.Should().Be("The desk says: " + desk.Uninterrupted.Text.Replace("reference", ticket.Name, StringComparison.Ordinal));
        (await desk.Payments.EffectsAsync(ticket.Name)).Should().OnlyContain(e => e.Effects == 1).And.HaveCount(DeskScript.Effects.Count());
        await using DeskFile file = ticket.Open();
        (await file.Runs.ListAsync()).Should().HaveCount(2, "one parent, one child").And.OnlyContain(r => r.Status == RunStatus.Completed);
    }

    private async Task<PaymentEntry> EntryAsync(Ticket ticket, string step) =>
        (await desk.Payments.EffectsAsync(ticket.Name)).Single(e => e.Target.EndsWith("/" + step, StringComparison.Ordinal));
}
