using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Rewrites a reply while it streams. Text that stands together is one text, in however many updates it comes.</summary>
internal sealed class ReplyStream(Guard guard, RunContext run)
{
    private List<GuardrailFinding>? _findings;
    private TextStage[]? _stages;
    private TextChain? _chain;
    private ChatResponseUpdate? _last;
    private string? _messageId;
    private string? _author;
    private ChatRole? _role;

    /// <summary>Takes an update and adds what can go out.</summary>
    public void Take(ChatResponseUpdate update, List<ChatResponseUpdate> output)
    {
        if (_last is not null && BeginsMessage(update) && EndText() is { Length: > 0 } rest)
            output.Add(LikeLast([new TextContent(rest)]));
        Follow(update);
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
            output.Add(update);
            return;
        }

        ChatResponseUpdate copy = update.Clone();
        copy.Contents = changed;
        copy.RawRepresentation = null;
        output.Add(copy);
    }

    /// <summary>The stream is over: what is held goes out, and what was found.</summary>
    public void End(IReadOnlyList<GuardrailFinding> earlier, List<ChatResponseUpdate> output)
    {
        if (EndText() is { Length: > 0 } rest)
            output.Add(LikeLast([new TextContent(rest)]));
        if (_findings is not null)
            FindingEvents.Record(run, _findings);
        if (_findings is null && earlier.Count == 0)
            return;

        // Without a message id: properties of an update that has one become the message's and not the response's.
        ChatResponseUpdate told = _last is null ? new ChatResponseUpdate() : LikeLast([]);
        told.MessageId = told.AuthorName = null;
        told.Role = null;
        told.AdditionalProperties = new AdditionalPropertiesDictionary { [GuardrailFindingExtensions.Property] = (GuardrailFinding[])[.. earlier, .. _findings ?? []] };
        output.Add(told);
    }

    private string Append(string piece)
    {
        if (_chain is null)
        {
            _stages = Array.ConvertAll(guard.OutputRewriters, g => g.StageFor(GuardrailSurfaces.Output, run));
            _chain = new TextChain(_stages);
        }

        return _chain.Append(piece, isLast: false);
    }

    private string EndText()
    {
        if (_chain is null)
            return "";
        string rest = _chain.Append("", isLast: true);
        _chain = null;
        for (int i = 0; i < _stages!.Length; i++)
        {
            if (_stages[i].Findings is { Count: > 0 } found)
                Note(found, guard.OutputRewriters[i]);
        }

        return rest;
    }

    private void Note(IReadOnlyCollection<GuardrailFinding> found, IGuardrail guardrail)
    {
        var context = new GuardrailContext(GuardrailSurfaces.Output, "", run);
        (_findings ??= []).AddRange(found.Select(f => Guard.Complete(f, guardrail, context, GuardrailVerdict.Rewrite)));
    }

    /// <summary>Remembers an update and the message it belongs to.</summary>
    private void Follow(ChatResponseUpdate update)
    {
        bool goesOn = _last is not null && !BeginsMessage(update);
        _messageId = goesOn && string.IsNullOrEmpty(update.MessageId) ? _messageId : update.MessageId;
        _author = goesOn && string.IsNullOrEmpty(update.AuthorName) ? _author : update.AuthorName;
        _role = goesOn ? update.Role ?? _role : update.Role;
        _last = update;
    }

    /// <summary>The rule by which Microsoft.Extensions.AI puts updates together into messages.</summary>
    private bool BeginsMessage(ChatResponseUpdate update) =>
        Differ(_messageId, update.MessageId) || Differ(_author, update.AuthorName) || (_role is { } role && update.Role is { } other && role != other);

    private static bool Differ(string? a, string? b) => a is { Length: > 0 } && b is { Length: > 0 } && a != b;

    private ChatResponseUpdate LikeLast(IList<AIContent> contents) => new(_role, contents)
    {
        AuthorName = _author,
        ConversationId = _last!.ConversationId,
        CreatedAt = _last.CreatedAt,
        MessageId = _messageId,
        ModelId = _last.ModelId,
        ResponseId = _last.ResponseId,
    };
}
