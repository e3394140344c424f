using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>What became of a message's contents.</summary>
internal sealed class ContentDecision(IList<AIContent> original)
{
    private List<AIContent>? _changed;
    private List<GuardrailFinding>? _findings;
    private int _at;

    public GuardrailVerdict Verdict { get; private set; }

    public bool Passes => Verdict is GuardrailVerdict.Allow or GuardrailVerdict.Rewrite;

    public IReadOnlyList<GuardrailFinding> Findings => _findings ?? [];

    public bool IsChanged => _changed is not null;

    /// <summary>The contents to go on with; the same list when nothing changed.</summary>
    public IList<AIContent> Contents => _changed ?? original;

    /// <summary>Takes a content that is not text.</summary>
    public void Keep(AIContent content)
    {
        _changed?.Add(content);
        _at++;
    }

    /// <summary>Takes another content in place of the next one.</summary>
    public void Replace(AIContent content)
    {
        (_changed ??= [.. original.Take(_at)]).Add(content);
        _at++;
    }

    /// <summary>Takes findings.</summary>
    public void Note(IReadOnlyList<GuardrailFinding> findings)
    {
        if (findings.Count > 0)
            (_findings ??= []).AddRange(findings);
    }

    /// <summary>Takes what was decided about the text in a range of the contents.</summary>
    public void Add(GuardrailDecision decision, int from, int end)
    {
        Note(decision.Findings);
        if (decision.Verdict > Verdict)
            Verdict = decision.Verdict;
        if (decision.Verdict != GuardrailVerdict.Rewrite)
        {
            _changed?.AddRange(original.Skip(from).Take(end - from));
        }
        else
        {
            _changed ??= [.. original.Take(_at)];
            if (decision.Text.Length > 0)
                _changed.Add(new TextContent(decision.Text) { AdditionalProperties = original[from].AdditionalProperties });
        }

        _at = end;
    }
}
