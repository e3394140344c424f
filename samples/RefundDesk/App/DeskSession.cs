using System.Diagnostics;
using Agentry;
using Spectre.Console;

namespace RefundDesk;

/// <summary>One start of the sample: a single request, a conversation, or the demonstration.</summary>
/// <param name="options">What the command line asks for.</param>
/// <param name="models">The models to ask.</param>
/// <param name="console">Where everything is shown.</param>
/// <param name="terminal">Where a person types; null when nobody does.</param>
/// <param name="time">The clock; null for the system's.</param>
/// <param name="folder">Where runs and effects are kept; null keeps them in memory.</param>
internal sealed class DeskSession(
    CommandLine options, DeskModels models, IAnsiConsole console, TextReader? terminal, TimeProvider? time = null, DeskFolder? folder = null)
{
    private readonly OrderBook _book = new();
    private readonly Outbox _outbox = new();
    private readonly DeskTally _tally = new();
    private readonly DeskPrinter _printer = new(console);

    public OrderBook Book => _book;

    public Outbox Outbox => _outbox;

    public async Task<int> RunAsync()
    {
        using TraceRecorder? trace = options.Trace ? new TraceRecorder() : null;
        folder?.Attach(_book, _outbox);
        var setup = new DeskSetup
        {
            Models = models,
            Outage = options.Outage,
            Private = options.Private,
            Runs = folder?.Runs,
            Time = time ?? TimeProvider.System,
        };
        await using OpenDesk desk = await OpenDesk.StartAsync(DeskHost.Create(_book, _outbox, setup));
        if (options.Command is not null)
            return await new DeskDecisions(desk, console).RunAsync(options);
        _printer.Header(desk.Agent, setup);
        if (options.Request is { } request)
            return await AskAsync(desk, trace, request, null, showLog: true);
        int exitCode = terminal is null ? await DemonstrateAsync(desk, setup, trace) : await TalkAsync(desk, trace, terminal);
        Summary(await desk.Runs.SpendReportAsync());
        return exitCode;
    }

    private async Task<int> DemonstrateAsync(OpenDesk desk, DeskSetup setup, TraceRecorder? trace)
    {
        int exitCode = 0;
        foreach ((int index, Demonstration step) in Demonstration.Steps.Index())
        {
            _printer.Rule($"{index + 1}/{Demonstration.Steps.Count} {step.Expect}");
            exitCode |= step.Outage && setup.Outage == Outage.None
                ? await AskInOutageAsync(setup, trace, step.Request)
                : await AskAsync(desk, trace, step.Request, null, options.Log);
        }

        return exitCode;
    }

    /// <summary>The same desk once more, with the same orders, while its first model is down.</summary>
    private async Task<int> AskInOutageAsync(DeskSetup setup, TraceRecorder? trace, string request)
    {
        await using OpenDesk broken = await OpenDesk.StartAsync(DeskHost.Create(_book, _outbox, setup with { Outage = Outage.First }));
        return await AskAsync(broken, trace, request, null, options.Log);
    }

    private async Task<int> TalkAsync(OpenDesk desk, TraceRecorder? trace, TextReader input)
    {
        _printer.Hint("Ask about an order, a customer or a refund. An empty line ends the conversation.");
        while (true)
        {
            console.Markup("[bold]you >[/] ");
            if (await input.ReadLineAsync() is not { Length: > 0 } line)
                return 0;
            await AskAsync(desk, trace, line, "counter", options.Log);
        }
    }

    private async Task<int> AskAsync(OpenDesk desk, TraceRecorder? trace, string text, string? conversation, bool showLog)
    {
        var request = new RunRequest(text)
        {
            ConversationId = conversation,
            Caller = options.ReadOnly ? AgentCaller.Of("clerk") : AgentCaller.Of("clerk", DeskHost.PayScope),
        };
        (int refunds, int mails) = (_book.Refunds.Count, _outbox.Sent.Count);
        if (conversation is null)
            _printer.Request(text);
        AgentRun run = options.Plain ? await desk.Agent.RunAsync(request) : await StreamAsync(desk.Agent, request);
        List<RunLogEntry> log = await desk.LogAsync(run);
        Dictionary<string, ToolOutcomeKind> outcomes = Outcomes(log);
        if (options.Plain)
            _printer.Whole(run, outcomes);
        _tally.Add(run, outcomes);
        Notes(run);
        Effects(refunds, mails);
        _printer.Outcome(run);
        foreach (PendingApproval pending in run.PendingApprovals)
            _printer.Note("waits", "yellow", $"{pending.Message} Decide from another terminal: approve {pending.ApprovalId}, reject or edit it.");
        if (trace is not null)
            Trace(trace, run);
        if (showLog)
            await LogAsync(desk, run, log);
        return run.Status is RunStatus.Completed ? 0 : 1;
    }

    private async Task<AgentRun> StreamAsync(Agent agent, RunRequest request)
    {
        AgentRun? run = null;
        await foreach (RunUpdate update in agent.RunStreamingAsync(request))
        {
            _printer.Update(update);
            run = (update as RunDoneUpdate)?.Run ?? run;
        }

        return run!;
    }

    private static Dictionary<string, ToolOutcomeKind> Outcomes(IEnumerable<RunLogEntry> log)
    {
        var outcomes = new Dictionary<string, ToolOutcomeKind>(StringComparer.Ordinal);
        foreach (RunLogEntry entry in log)
        {
            if (entry.Event is ToolCompleted done)
                outcomes[done.CallId] = done.Outcome;
            else if (entry.Event is ToolRefused refused)
                outcomes[refused.CallId] = ToolOutcomeKind.Refused;
        }

        return outcomes;
    }

    private void Notes(AgentRun run)
    {
        foreach (string line in RunNotes.Findings(run))
            _printer.Note("guard", "yellow", line);
        foreach (string line in RunNotes.Resilience(run))
            _printer.Note("outage", "fuchsia", line);
    }

    /// <summary>What the run changed in the world, whatever the model says.</summary>
    private void Effects(int refundsBefore, int mailsBefore)
    {
        List<string> effects = [.. Lines(_book.Refunds.Skip(refundsBefore), _outbox.Sent.Skip(mailsBefore))];
        foreach (string effect in effects.DefaultIfEmpty("nothing was paid and nothing was sent"))
            _printer.Note("done", "green", effect);
    }

    private void Trace(TraceRecorder trace, AgentRun run)
    {
        IReadOnlyList<Activity> spans = trace.SpansOf(run);
        foreach (string line in TraceTree.Lines(spans))
            _printer.WriteLine(line);
        _printer.WriteLine("  " + TraceTree.Tokens(spans));
    }

    private async Task LogAsync(OpenDesk desk, AgentRun run, List<RunLogEntry> log)
    {
        LogVerification check = await desk.Runs.VerifyAsync(run.Id);
        _printer.Hint($"run log {run.Id}, {(check.IsIntact ? "intact" : "BROKEN: " + check.Problem)}");
        console.Write(RunLogTable.Of(log));
    }

    private void Summary(SpendReport spend)
    {
        _printer.Rule("what was guarded");
        foreach (string line in _tally.Lines())
            _printer.WriteLine(line);
        _printer.Rule("what it cost");
        foreach (string line in DeskSpend.Lines(spend))
            _printer.WriteLine(line);
        _printer.Rule("what really happened");
        foreach (string line in Lines(_book.Refunds, _outbox.Sent).DefaultIfEmpty("nothing was paid and nothing was sent"))
            _printer.WriteLine(line);
    }

    private static IEnumerable<string> Lines(IEnumerable<Refund> refunds, IEnumerable<Mail> mails) =>
    [
        .. refunds.Select(refund => FormattableString.Invariant($"refund of {refund.Amount} EUR on order {refund.OrderId}")),
        .. mails.Select(mail => $"mail to {mail.To}: {mail.Subject}"),
    ];
}
