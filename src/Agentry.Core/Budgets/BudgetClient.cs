using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Reserves what an attempt may use, and settles what it used. Inside route and retry, so that each attempt is charged.</summary>
internal sealed class BudgetClient(IChatClient inner, BudgetPlan plan, ModelIdentity identity) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        Spend spend = await new Reservation(plan, identity).TakeAsync(sent, options, cancellationToken).ConfigureAwait(false);
        try
        {
            ChatResponse response = await InnerClient.GetResponseAsync(sent, spend.Options, cancellationToken).ConfigureAwait(false);
            spend.Answered(response.Usage, response.ModelId, response.Messages.SelectMany(m => m.Contents));
            return response;
        }
        catch (Exception e)
        {
            spend.Failed(e);
            throw;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> sent = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        Spend spend = await new Reservation(plan, identity).TakeAsync(sent, options, cancellationToken).ConfigureAwait(false);
        IAsyncEnumerator<ChatResponseUpdate> stream =
            InnerClient.GetStreamingResponseAsync(sent, spend.Options, cancellationToken).GetAsyncEnumerator(cancellationToken);
        bool isWhole = false;
        Exception? failure = null;
        try
        {
            while (true)
            {
                try
                {
                    if (!await stream.MoveNextAsync().ConfigureAwait(false))
                        break;
                }
                catch (Exception e)
                {
                    failure = e;
                    throw;
                }

                spend.See(stream.Current);
                yield return stream.Current;
            }

            isWhole = true;
        }
        finally
        {
            // Also when the reader goes away in the middle.
            if (isWhole)
                spend.Answered();
            else
                spend.Failed(failure);
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
