using Microsoft.Extensions.Logging;

namespace Agentry;

/// <summary>All guardrails of an agent in their order. Thread-safe.</summary>
/// <remarks>
/// The result is that of running them one after the other, each on the text that those before it let pass. The package's own are fast and do just
/// that; the host's start together on the same text, and only those behind one that rewrote look again.
/// </remarks>
internal sealed class Guard
{
    /// <summary>Stands for all guardrails of the host, which look at every text of their surfaces.</summary>
    private const uint Host = 1u << 31;

    private readonly IBuiltInGuardrail[] _first;
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
        OutputRewriters = [.. _first.OfType<IStagedGuardrail>().Where(g => g.On(GuardrailSurfaces.Output) == GuardrailVerdict.Rewrite)];
        StreamsOutput = _host[GuardrailSurfaces.Output].Length == 0
            && Array.TrueForAll(_first, g => g.On(GuardrailSurfaces.Output) is GuardrailVerdict.Allow
                || (g is IStagedGuardrail && g.On(GuardrailSurfaces.Output) is GuardrailVerdict.Rewrite));
    }

    public GuardrailOptions Options { get; }

    /// <summary>True when nothing can block output: what was shown cannot be taken back, so anything else holds it.</summary>
    public bool StreamsOutput { get; }

    /// <summary>Those that rewrite output that comes in pieces, in their order.</summary>
    public IStagedGuardrail[] OutputRewriters { get; }

    /// <summary>Which guardrails have to look at a text, one bit each; 0 when it passes as it is. Fast.</summary>
    /// <param name="surface">Where the text is on its way.</param>
    /// <param name="text">The text.</param>
    /// <param name="run">The run.</param>
    /// <param name="among">Those that had to look at a text of which this one is a part.</param>
    public uint Needed(GuardrailSurfaces surface, ReadOnlySpan<char> text, RunContext run, uint among = uint.MaxValue)
    {
        uint needed = _host[surface].Length > 0 ? Host & among : 0;
        for (int i = 0; i < _first.Length; i++)
        {
            uint bit = 1u << i;
            if ((among & bit) != 0 && _first[i].On(surface) != GuardrailVerdict.Allow && _first[i].MayMatch(surface, text, run))
                needed |= bit;
        }

        return needed;
    }

    /// <summary>Checks a text; ask <see cref="Needed"/> first, so that clean text costs nothing.</summary>
    public async ValueTask<GuardrailDecision> CheckAsync(GuardrailContext context, CancellationToken cancellationToken)
    {
        GuardrailDecision decision = GuardrailDecision.Pass(context.Text);
        foreach (IBuiltInGuardrail guardrail in _first)
        {
            if (guardrail.On(context.Surface) == GuardrailVerdict.Allow || !guardrail.MayMatch(context.Surface, decision.Text, context.Run))
                continue;

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
