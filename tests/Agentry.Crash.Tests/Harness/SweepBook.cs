using System.Globalization;

namespace Agentry.Tests;

/// <summary>What must hold for a ticket whose processes were killed, and the numbers of a sweep.</summary>
internal sealed class SweepBook(Payments payments, DeskResult uninterrupted)
{
    private readonly Lock _lock = new();
    private int _tickets;
    private int _kills;
    private int _resumes;
    private int _effects;
    private int _unknowns;
    private int _requests;

    public int Kills => _kills;

    public async Task CheckAsync(Ticket ticket, DeskResult result, string how)
    {
        result.Status.Should().Be(nameof(RunStatus.Completed), how);
        result.Text.Should().Be(uninterrupted.Text.Replace("reference", ticket.Name, StringComparison.Ordinal), "{0}: the answer repeats every receipt", how);
        await using DeskFile desk = ticket.Open();
        RunId run = await desk.OnlyRunAsync();
        run.Value.Should().Be(result.Run);
        LogVerification verified = await desk.Runs.VerifyAsync(run);
        verified.IsIntact.Should().BeTrue("{0}: {1}", how, verified.Problem);
        (await desk.Runs.LedgerAsync(new LedgerQuery { OnlyOpen = true })).Should().BeEmpty(how);
        (await desk.Store.ReadSignalsAsync(new RunKey("", run))).Should().BeEmpty(how);
        IReadOnlyList<RunLogEntry> log = await desk.LogAsync(run);
        RunState state = RunState.Fold(log);
        state.Calls.Select(c => c.CallId).Should().Equal(DeskScript.Turns.SelectMany(t => t).Select(c => c.Step), how);
        IReadOnlyList<PaymentEntry> entries = await payments.EffectsAsync(ticket.Name);
        foreach ((string tool, string step) in DeskScript.Effects)
            CheckEffect(tool, step, state.Calls.Single(c => c.CallId == step), log, entries.SingleOrDefault(e => e.Target.EndsWith("/" + step, StringComparison.Ordinal)), how);
        lock (_lock)
        {
            _tickets++;
            _kills += ticket.Kills;
            _resumes += log.Count(e => e.Event is RunResumed);
            _effects += entries.Sum(e => e.Effects);
            _requests += entries.Sum(e => e.Requests);
            _unknowns += log.Count(e => e.Event is ToolCompleted { Outcome: ToolOutcomeKind.Unknown } or ToolSettled { Settlement: not SettlementKind.GivenUp } && !SettlesUnknown(e, log));
        }
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_tickets} runs of 10 calls, {_kills} kills, {_resumes} resumes, {_effects} effects of {_tickets * DeskScript.Effects.Count()} asked for in {_requests} requests, {_unknowns} unknown outcomes");

    /// <summary>A person's settlement follows an outcome that is counted already; a probe's stands for itself.</summary>
    private static bool SettlesUnknown(RunLogEntry entry, IReadOnlyList<RunLogEntry> log) =>
        entry.Event is ToolSettled settled
        && log.Any(e => e.Sequence < entry.Sequence && e.Event is ToolCompleted { Outcome: ToolOutcomeKind.Unknown } completed && completed.Key == settled.Key);

    private static void CheckEffect(string tool, string step, CallState call, IReadOnlyList<RunLogEntry> log, PaymentEntry? entry, string how)
    {
        string where = $"{how}: {step}";
        int effects = entry?.Effects ?? 0;
        effects.Should().BeLessThanOrEqualTo(1, where);
        (entry?.Keys ?? []).Should().HaveCountLessThanOrEqualTo(1, "{0}: a call keeps its key", where);
        if (tool == DeskScript.Charge)
        {
            effects.Should().Be(1, where);
            call.Outcome.Should().Be(ToolOutcomeKind.Succeeded, where);
            return;
        }

        (entry?.Requests ?? 0).Should().BeLessThanOrEqualTo(1, "{0}: it is never tried again on suspicion", where);
        effects.Should().Be(call.Outcome == ToolOutcomeKind.Succeeded ? 1 : effects, "{0}: what counts as done is done", where);
        if (tool != DeskScript.Note)
            call.Outcome.Should().Be(ToolOutcomeKind.Succeeded, where);
        foreach (RunLogEntry gap in Gaps(call.Intent!.Key, log))
        {
            log.First(e => e.Sequence > gap.Sequence && KeyOf(e.Event) == call.Intent.Key).Event
                .Should().Match(e => e is ToolCompleted && ((ToolCompleted)e).Outcome == ToolOutcomeKind.Unknown || e is ToolSettled, "{0}: the gap is said", where);
        }
    }

    /// <summary>The takeovers that found the call intended and no outcome of it.</summary>
    private static IEnumerable<RunLogEntry> Gaps(string key, IReadOnlyList<RunLogEntry> log)
    {
        RunEvent? last = null;
        foreach (RunLogEntry entry in log)
        {
            if (KeyOf(entry.Event) == key)
                last = entry.Event;
            else if (entry.Event is RunResumed { Cause: ResumeCause.Interrupted } && last is ToolIntended)
                yield return entry;
        }
    }

    private static string? KeyOf(RunEvent @event) => @event switch
    {
        ToolIntended e => e.Key,
        ToolCompleted e => e.Key,
        ToolSettled e => e.Key,
        _ => null,
    };
}
