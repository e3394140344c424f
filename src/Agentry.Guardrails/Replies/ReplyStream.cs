using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Rewrites a reply while it streams. Text that stands together is one text, in however many updates it comes.</summary>
internal sealed class ReplyStream(Guard guard, RunContext run)
{
    private readonly List<GuardrailFinding> _findings = [];
    private IReadOnlyList<(IStagedGuardrail Guardrail, TextStage Stage)>? _stages;
    private TextChain? _chain;
    private ChatResponseUpdate? _last;

    /// <summary>Takes an update and returns what can go out.</summary>
    public IEnumerable<ChatResponseUpdate> Take(ChatResponseUpdate update)
    {
        if (_last is not null && BeginsMessage(_last, update) && EndText() is { Length: > 0 } rest)
            yield return Like(_last, [new TextContent(rest)]);
        _last = Merge(_last, update);
        List<AIContent>? changed = null;
        for (int i = 0; i < update.Contents.Count; i++)
        {
            AIContent content = update.Contents[i];
            if (content is TextContent text)
            {
                string passed = Append(text.Text);
                if (ReferenceEquals(passed, text.Text))
                {
                    changed?.Add(content);
                    continue;
                }

                changed ??= [.. update.Contents.Take(i)];
                if (passed.Length > 0)
                    changed.Add(new TextContent(passed) { AdditionalProperties = text.AdditionalProperties });
                continue;
            }

            if (content is not UsageContent && EndText() is { Length: > 0 } held)
                (changed ??= [.. update.Contents.Take(i)]).Add(new TextContent(held));
            changed?.Add(content);
        }

        if (update.FinishReason is not null && EndText() is { Length: > 0 } tail)
            (changed ??= [.. update.Contents]).Add(new TextContent(tail));
        if (changed is null)
        {
            yield return update;
            yield break;
        }

        ChatResponseUpdate copy = update.Clone();
        copy.Contents = changed;
        copy.RawRepresentation = null;
        yield return copy;
    }

    /// <summary>The stream is over: what is held goes out, and what was found.</summary>
    public IEnumerable<ChatResponseUpdate> End(IReadOnlyList<GuardrailFinding> earlier)
    {
        if (EndText() is { Length: > 0 } rest)
            yield return Like(_last!, [new TextContent(rest)]);
        if (_findings.Count > 0)
            FindingEvents.Record(run, _findings);
        if (_findings.Count + earlier.Count == 0)
            yield break;

        // Without a message id: properties of an update that has one become the message's and not the response's.
        ChatResponseUpdate told = Like(_last ?? new ChatResponseUpdate(), []);
        told.MessageId = told.AuthorName = null;
        told.Role = null;
        told.AdditionalProperties = new AdditionalPropertiesDictionary { [GuardrailFindingExtensions.Property] = (GuardrailFinding[])[.. earlier, .. _findings] };
        yield return told;
    }

    private string Append(string piece)
    {
        if (_chain is null)
        {
            _stages = guard.OutputStages(run);
            _chain = new TextChain([.. _stages.Select(s => s.Stage)]);
        }

        return _chain.Append(piece, isLast: false);
    }

    private string EndText()
    {
        if (_chain is null)
            return "";
        string rest = _chain.Append("", isLast: true);
        var context = new GuardrailContext(GuardrailSurfaces.Output, "", run);
        foreach ((IStagedGuardrail guardrail, TextStage stage) in _stages!)
            _findings.AddRange(stage.Findings.Select(f => Guard.Complete(f, guardrail, context, GuardrailVerdict.Rewrite)));
        _chain = null;
        return rest;
    }

    /// <summary>The rule by which Microsoft.Extensions.AI puts updates together into messages.</summary>
    private static bool BeginsMessage(ChatResponseUpdate last, ChatResponseUpdate update) =>
        Differ(last.MessageId, update.MessageId) || Differ(last.AuthorName, update.AuthorName)
        || (last.Role is { } role && update.Role is { } other && role != other);

    private static bool Differ(string? a, string? b) => a is { Length: > 0 } && b is { Length: > 0 } && a != b;

    private static ChatResponseUpdate Merge(ChatResponseUpdate? last, ChatResponseUpdate update)
    {
        ChatResponseUpdate merged = Like(update, []);
        if (last is null || BeginsMessage(last, update))
            return merged;
        merged.MessageId = string.IsNullOrEmpty(update.MessageId) ? last.MessageId : update.MessageId;
        merged.AuthorName = string.IsNullOrEmpty(update.AuthorName) ? last.AuthorName : update.AuthorName;
        merged.Role = update.Role ?? last.Role;
        return merged;
    }

    private static ChatResponseUpdate Like(ChatResponseUpdate update, IList<AIContent> contents) => new(update.Role, contents)
    {
        AuthorName = update.AuthorName,
        ConversationId = update.ConversationId,
        CreatedAt = update.CreatedAt,
        MessageId = update.MessageId,
        ModelId = update.ModelId,
        ResponseId = update.ResponseId,
    };
}
