using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>All guardrails of an agent in their order. Thread-safe.</summary>
/// <remarks>
/// The result is that of running them one after the other, each on the text that those before it let pass. The package's own are fast and do just
/// that; the host's start together on the same text, and only those behind one that rewrote look again.
/// </remarks>
internal sealed class Guard
{
    private static readonly IReadOnlyList<GuardrailFinding> None = [];

    private readonly IGuardrail[] _first;
    private readonly Dictionary<GuardrailSurfaces, IGuardrail[]> _host;
    private readonly HostCheck _hostCheck;
    private readonly ILogger _logger;

    public Guard(GuardrailOptions options, IReadOnlyList<IGuardrail> host, ILogger logger)
    {
        Options = options;
        _first =
        [
            new ScannerGuardrail("control_characters", new ControlCharacterScanner(), options.ControlCharacters),
            new ScannerGuardrail("invisible_text", new InvisibleTextScanner(), options.InvisibleText),
            new SizeGuardrail(options.Size),
            new InjectionGuardrail(options.Injection),
            new ScannerGuardrail("markup", new MarkupScanner([.. options.Markup.AllowedHosts]), options.Markup),
            new PersonalDataGuardrail(options.PersonalData),
        ];
        _host = Enum.GetValues<GuardrailSurfaces>().ToDictionary(s => s, s => host.Where(g => (g.Surfaces & s) != GuardrailSurfaces.None).ToArray());
        _hostCheck = new HostCheck(options.Timeout, logger);
        _logger = logger;
        StreamsOutput = _host[GuardrailSurfaces.Output].Length == 0
            && Array.TrueForAll(_first, g => On(g, GuardrailSurfaces.Output) is GuardrailVerdict.Allow
                || (g is IStagedGuardrail && On(g, GuardrailSurfaces.Output) is GuardrailVerdict.Rewrite));
    }

    public GuardrailOptions Options { get; }

    /// <summary>True when nothing can block output: what was shown cannot be taken back, so anything else holds it.</summary>
    public bool StreamsOutput { get; }

    /// <summary>The stages for one text of output that comes in pieces, with their guardrails.</summary>
    public IReadOnlyList<(IStagedGuardrail Guardrail, TextStage Stage)> OutputStages(RunContext run) =>
    [
        .. _first.OfType<IStagedGuardrail>().Where(g => g.On(GuardrailSurfaces.Output) == GuardrailVerdict.Rewrite)
            .Select(g => (g, g.StageFor(GuardrailSurfaces.Output, run))),
    ];

    public async ValueTask<GuardrailDecision> CheckAsync(GuardrailContext context, CancellationToken cancellationToken)
    {
        var decision = new GuardrailDecision(GuardrailVerdict.Allow, context.Text, None);
        foreach (IGuardrail guardrail in _first)
        {
            if (On(guardrail, context.Surface) == GuardrailVerdict.Allow
                || (guardrail is IStagedGuardrail staged && !staged.MayMatch(context.Surface, decision.Text)))
            {
                continue;
            }

            GuardrailContext now = context.With(decision.Text);
            GuardrailResult result;
            try
            {
                result = await guardrail.CheckAsync(now, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                result = _hostCheck.Failed(guardrail, now, e);
            }

            decision = Add(decision, guardrail, now, result);
            if (decision.Verdict == GuardrailVerdict.Block)
                return Note(context, decision);
        }

        IGuardrail[] host = _host[context.Surface];
        for (int from = 0; from < host.Length && decision.Verdict != GuardrailVerdict.Block;)
        {
            GuardrailContext now = context.With(decision.Text);
            GuardrailResult[] results = await Task.WhenAll(host.Skip(from).Select(g => _hostCheck.RunAsync(g, now, cancellationToken)))
                .ConfigureAwait(false);
            foreach (GuardrailResult result in results)
            {
                decision = Add(decision, host[from++], now, result);
                if (decision.Text != now.Text || decision.Verdict == GuardrailVerdict.Block)
                    break;
            }
        }

        return Note(context, decision);
    }

    private GuardrailVerdict On(IGuardrail guardrail, GuardrailSurfaces surface) => guardrail switch
    {
        IStagedGuardrail staged => staged.On(surface),
        InjectionGuardrail => Options.Injection.On(surface),
        _ => GuardrailVerdict.Block,
    };

    private static GuardrailDecision Add(GuardrailDecision before, IGuardrail guardrail, GuardrailContext context, GuardrailResult result)
    {
        if (result.Verdict == GuardrailVerdict.Allow && result.Findings.Count == 0)
            return before;
        return new GuardrailDecision(
            result.Verdict > before.Verdict ? result.Verdict : before.Verdict,
            result.Text ?? before.Text,
            [.. before.Findings, .. result.Findings.Select(f => Complete(f, guardrail, context, result.Verdict))]);
    }

    internal static GuardrailFinding Complete(GuardrailFinding finding, IGuardrail guardrail, GuardrailContext context, GuardrailVerdict verdict) =>
        finding with { Guardrail = guardrail.Name, Surface = context.Surface, Verdict = verdict, Tool = context.Tool, CallId = context.CallId };

    private GuardrailDecision Note(GuardrailContext context, GuardrailDecision decision)
    {
        if (decision.Findings.Count > 0)
            FindingEvents.Record(context.Run, decision.Findings);
        if (!decision.Passes)
            _logger.GuardrailBlocked(context.Surface, context.Run.RunId.Value);
        return decision;
    }
}
