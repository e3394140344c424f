using System.Collections;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>
/// A view of messages with one more in a place and others in a different form. Nothing is copied: a run of a thousand turns would otherwise copy its history
/// a thousand times.
/// </summary>
/// <param name="messages">The messages, which nobody changes.</param>
/// <param name="insertedAt">Where the further one stands; nowhere when no message follows it.</param>
/// <param name="inserted">The further one.</param>
/// <param name="form">The form that the reader sees; the same for the same message.</param>
internal sealed class SpotlitMessages(
    IReadOnlyList<ChatMessage> messages, int insertedAt, ChatMessage inserted, Func<ChatMessage, ChatMessage> form) : IReadOnlyList<ChatMessage>
{
    private readonly bool _inserts = insertedAt < messages.Count;

    public int Count => messages.Count + (_inserts ? 1 : 0);

    public ChatMessage this[int index] =>
        !_inserts || index < insertedAt ? form(messages[index]) : index == insertedAt ? inserted : form(messages[index - 1]);

    public IEnumerator<ChatMessage> GetEnumerator()
    {
        for (int i = 0; i < Count; i++)
            yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
