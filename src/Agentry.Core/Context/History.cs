using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>The messages of a run in memory. It only appends; each model call gets a snapshot that costs nothing to make.</summary>
internal sealed class History
{
    private ChatMessage[] _items = new ChatMessage[16];

    public int Count { get; private set; }

    /// <summary>Where the run's own messages begin, after instructions and the conversation's earlier messages.</summary>
    public int OwnFrom { get; set; }

    public void Add(ChatMessage message)
    {
        // Growing makes a new array: snapshots keep the old one.
        if (Count == _items.Length)
            Array.Resize(ref _items, _items.Length * 2);
        _items[Count++] = message;
    }

    public MessageSnapshot Snapshot() => new(_items, Count);

    public IReadOnlyList<ChatMessage> Own() => _items[OwnFrom..Count];

    /// <summary>The text that a reader of the log takes for the run's answer, unless the log says otherwise.</summary>
    public string LastText()
    {
        int end = Count;
        while (end > OwnFrom && _items[end - 1].Role != ChatRole.Assistant)
            end--;
        int from = end;
        while (from > OwnFrom && _items[from - 1].Role == ChatRole.Assistant)
            from--;
        return end - from == 1 ? _items[from].Text : string.Concat(_items[from..end].Select(m => m.Text));
    }
}
