using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace Agentry.Tests;

/// <summary>What every provider asks of a request's messages.</summary>
internal static class RequestShape
{
    /// <summary>Each call is answered in the messages right after it, each result has its call right before it, and the system message comes first.</summary>
    public static void ShouldBeWellFormed(this ModelRequest request)
    {
        var open = new List<string>();
        foreach ((ChatMessage message, int i) in request.Messages.Select((m, i) => (m, i)))
        {
            (message.Role == ChatRole.System).Should().Be(i == 0);
            if (message.Role != ChatRole.Tool)
                open.Should().BeEmpty("message {0} comes before the results of the calls before it", i);
            foreach (AIContent content in message.Contents)
            {
                if (content is FunctionCallContent call)
                    open.Add(call.CallId);
                else if (content is FunctionResultContent result)
                    open.Remove(result.CallId).Should().BeTrue("the result of {0} in message {1} has its call before it", result.CallId, i);
            }
        }

        open.Should().BeEmpty();
        request.Messages[^1].Role.Should().NotBe(ChatRole.Assistant);
    }
}
