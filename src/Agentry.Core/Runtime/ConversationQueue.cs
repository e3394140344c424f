namespace Agentry;

/// <summary>Lets the runs of a conversation in one by one, in the order of their arrival in this process.</summary>
internal sealed class ConversationQueue
{
    private readonly Dictionary<(string Tenant, string Conversation), LinkedList<TaskCompletionSource>> _waiting = [];

    /// <summary>Waits for the turn. Dispose the result to let the next one in; null when it is not to wait and would have to.</summary>
    public async ValueTask<IDisposable?> EnterAsync(string tenant, string conversation, bool wait, CancellationToken cancellationToken)
    {
        (string, string) key = (tenant, conversation);
        LinkedListNode<TaskCompletionSource> place;
        lock (_waiting)
        {
            if (!_waiting.TryGetValue(key, out LinkedList<TaskCompletionSource>? line))
                _waiting[key] = line = new LinkedList<TaskCompletionSource>();
            if (line.Count > 0 && !wait)
                return null;
            place = line.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            if (line.Count == 1)
                place.Value.SetResult();
        }

        var ticket = new Ticket(this, key, place);
        try
        {
            await place.Value.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            return ticket;
        }
        catch (OperationCanceledException)
        {
            ticket.Dispose();
            throw;
        }
    }

    private void Leave((string Tenant, string Conversation) key, LinkedListNode<TaskCompletionSource> place)
    {
        lock (_waiting)
        {
            if (place.List is not { } line)
                return;
            bool wasFirst = ReferenceEquals(line.First, place);
            line.Remove(place);
            if (line.Count == 0)
                _waiting.Remove(key);
            else if (wasFirst)
                line.First!.Value.TrySetResult();
        }
    }

    private sealed class Ticket(ConversationQueue queue, (string Tenant, string Conversation) key, LinkedListNode<TaskCompletionSource> place)
        : IDisposable
    {
        public void Dispose() => queue.Leave(key, place);
    }
}
