using System.Collections;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// The first messages of a growing history, without a copy: the history only appends, so what is shared never changes. Whoever makes one
/// has seen to it that calls and results are together.
/// </summary>
internal sealed class MessageSnapshot(ChatMessage[] items, int count) : IReadOnlyList<ChatMessage>
{
    public int Count => count;

    public ChatMessage this[int index] => index < count ? items[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<ChatMessage> GetEnumerator()
    {
        for (int i = 0; i < count; i++)
            yield return items[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
