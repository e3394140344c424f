using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>Histories as nobody should send them, the same for the same seed.</summary>
internal sealed class RandomHistory(int seed)
{
    private readonly Random _random = new(seed);
    private readonly List<string> _ids = [];

    /// <summary>Calls and results in any order and role, orphans, duplicates, approvals, signed reasoning.</summary>
    public List<ChatMessage> Wild()
    {
        List<ChatMessage> messages = [];
        for (int i = _random.Next(1, 12); i > 0; i--)
        {
            ChatRole role = Pick(ChatRole.User, ChatRole.Assistant, ChatRole.Assistant, ChatRole.Tool, ChatRole.Tool, ChatRole.System);
            messages.Add(new ChatMessage(role, [.. Enumerable.Range(0, _random.Next(0, 5)).Select(_ => Content(role))]));
            if (_random.Next(12) == 0)
                messages.Add(messages[_random.Next(messages.Count)]);
        }

        return messages;
    }

    /// <summary>As a careful loop builds them, ids used again in later replies included.</summary>
    public List<ChatMessage> Tame()
    {
        List<ChatMessage> messages = [new(ChatRole.System, "Help."), new(ChatRole.User, "Do it.")];
        for (int i = _random.Next(0, 6); i > 0; i--)
        {
            string[] ids = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(n => $"call_{n}")];
            messages.Add(new ChatMessage(ChatRole.Assistant, [Reasoning(), .. ids.Select(id => new FunctionCallContent(id, "tool"))]));
            if (_random.Next(2) == 0)
                messages.Add(new ChatMessage(ChatRole.Tool, [.. ids.Select(id => new FunctionResultContent(id, $"answer {i}"))]));
            else
                messages.AddRange(ids.Select(id => new ChatMessage(ChatRole.Tool, [new FunctionResultContent(id, $"answer {i}")])));
        }

        messages.Add(new ChatMessage(ChatRole.Assistant, "Done."));
        return messages;
    }

    private AIContent Content(ChatRole role) => _random.Next(role == ChatRole.Tool ? 3 : 9) switch
    {
        0 or 1 => new FunctionResultContent(Id(), $"answer {_random.Next(100)}"),
        2 or 3 => new FunctionCallContent(Id(), "tool") { InformationalOnly = _random.Next(2) == 0 },
        4 => new ToolApprovalRequestContent(Id(), new FunctionCallContent(Id(), "tool")),
        5 => new ToolApprovalResponseContent(Id(), _random.Next(2) == 0, new FunctionCallContent(Id(), "tool")),
        6 => Reasoning(),
        _ => new TextContent($"text {_random.Next(100)}"),
    };

    private TextReasoningContent Reasoning() => new("because") { ProtectedData = $"signature {_random.Next()}" };

    private string Id()
    {
        if (_ids.Count == 0 || _random.Next(3) == 0)
            _ids.Add($"c{_ids.Count}");
        return _ids[_random.Next(_ids.Count)];
    }

    private T Pick<T>(params T[] choices) => choices[_random.Next(choices.Length)];
}
