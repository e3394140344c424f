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

    /// <summary>Bytes of UTF-8 of all texts, for estimates.</summary>
    public long TextBytes()
    {
        long bytes = 0;
        for (int i = 0; i < Count; i++)
            bytes += System.Text.Encoding.UTF8.GetByteCount(_items[i].Text);
        return bytes;
    }

    public IReadOnlyList<ChatMessage> Own() => _items[OwnFrom..Count];

    /// <summary>The text that a reader of the log takes for the run's answer, unless the log says otherwise: that of the last reply.</summary>
    /// <param name="state">The state that this history belongs to; its items are these messages, in the same places.</param>
    public string LastText(RunState state)
    {
        (int from, int count) = state.LastReply;
        return string.Concat(_items.Take(Count).Skip(OwnFrom + from).Take(count).Select(m => m.Text));
    }
}
