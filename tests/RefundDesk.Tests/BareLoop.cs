using Microsoft.Extensions.AI;

namespace RefundDesk;

/// <summary>The smallest loop there is: call the model, run what it asks for, append the results, until it answers with a text.</summary>
internal sealed class BareLoop
{
    private const int MostTurns = 12;

    // One for all conversations: the planner keeps nothing.
    private static readonly OfflinePlanner Model = new();

    public BareLoop(OrderBook? book = null)
    {
        Book = book ?? new OrderBook();
        Tools = [.. new DeskTools(Book, Outbox).CreateFunctions()];
    }

    public OrderBook Book { get; }

    public Outbox Outbox { get; } = new();

    public List<AIFunction> Tools { get; set; }

    public List<ChatMessage> Messages { get; } = [];

    public List<FunctionCallContent> Calls { get; } = [];

    public string? Instructions { get; set; }

    public bool Streaming { get; set; }

    /// <summary>Stands between a call and its tool; null lets the tool run.</summary>
    public Func<FunctionCallContent, object?>? Intercept { get; set; }

    public ChatOptions Options => new() { Tools = [.. Tools], Instructions = Instructions };

    public IEnumerable<string> CalledTools => Calls.Select(call => call.Name);

    public async Task<string> SayAsync(string text)
    {
        Calls.Clear();
        Messages.Add(new ChatMessage(ChatRole.User, text));
        for (var turn = 0; turn < MostTurns; turn++)
        {
            var response = Streaming
                ? await Model.GetStreamingResponseAsync(Messages, Options).ToChatResponseAsync()
                : await Model.GetResponseAsync(Messages, Options);
            Messages.AddRange(response.Messages);
            var calls = response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().ToList();
            if (calls.Count == 0)
            {
                response.FinishReason.Should().Be(ChatFinishReason.Stop);
                return response.Text;
            }

            response.FinishReason.Should().Be(ChatFinishReason.ToolCalls);
            foreach (var call in calls)
                Messages.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, await RunAsync(call))]));
        }

        throw new InvalidOperationException($"No answer after {MostTurns} turns: {string.Join(", ", CalledTools)}");
    }

    private async Task<object?> RunAsync(FunctionCallContent call)
    {
        Calls.Add(call);
        var tool = Tools.Single(function => function.Name == call.Name);
        if (Intercept?.Invoke(call) is { } instead)
            return instead;
        SchemaCheck.Problems(tool.JsonSchema, call.Arguments!).Should().BeEmpty("{0} was called with valid arguments", call.Name);
        return await tool.InvokeAsync(new AIFunctionArguments(call.Arguments));
    }
}
