using System.Net;
using Agentry.Testing;
using Microsoft.Extensions.AI;

namespace LayersAlone;

/// <summary>A request and a model that behaves as models do on a bad day.</summary>
/// <param name="Title">What goes wrong.</param>
/// <param name="Request">What the user asks.</param>
/// <param name="Model">What the model answers. It believes whatever it reads.</param>
internal sealed record Scene(string Title, string Request, Func<ModelRequest, ModelReply> Model)
{
    public static IReadOnlyList<Scene> All { get; } =
    [
        new("The model's JSON is cut off", "Cancel order 1042.", asked => asked switch
        {
            _ when Told(asked).Contains("cancelled", StringComparison.Ordinal) => ModelReply.Text("It is cancelled."),
            { Index: 0 } => ModelReply.Call("cancel_orders", """{"orderId":10""").WithFinishReason(ChatFinishReason.ToolCalls),
            _ => ModelReply.Call("cancel_orders", """{"orderId":1042}"""),
        }),
        new("What a tool read gives orders", "What does the review of order 1042 say?", asked => Told(asked) switch
        {
            "" => ModelReply.Call("read_review", """{"orderId":1042}"""),
            var review when review.Contains("Ignore all previous instructions", StringComparison.Ordinal) => ModelReply.Call("refund", """{"orderId":7}"""),
            _ => ModelReply.Text("The customer likes the lamp."),
        }),
        new("The answer tells somebody's address", "Who can help me?", _ => ModelReply.Of(
            [new TextContent("Write to ann@sh"), new TextContent("op.example, she knows.")], ChatFinishReason.Stop)),
        new("The provider is down in the middle", "Refund order 1042.", asked => asked switch
        {
            _ when Told(asked).Length == 0 => ModelReply.Call("refund", """{"orderId":1042}"""),
            _ when asked.Index < 4 => ModelReply.Throw(new HttpRequestException("down", null, HttpStatusCode.ServiceUnavailable)),
            _ => ModelReply.Text("The money is on its way."),
        }),
        new("The bank pays and hangs up", "Refund order 13.", asked => Told(asked) switch
        {
            var told when told.Contains("may or may not have happened", StringComparison.Ordinal) => ModelReply.Text("I cannot tell whether the bank paid; somebody will look."),
            _ when asked.Index < 3 => ModelReply.Call("refund", """{"orderId":13}""", $"call_{asked.Index}"),
            _ => ModelReply.Text("It does not work, sorry."),
        }),
    ];

    /// <summary>What the last tool answered; empty before there was one.</summary>
    private static string Told(ModelRequest asked) =>
        asked.Messages.SelectMany(m => m.Contents).OfType<FunctionResultContent>().LastOrDefault()?.Result?.ToString() ?? "";
}
