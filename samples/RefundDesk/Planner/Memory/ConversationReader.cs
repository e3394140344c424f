using Microsoft.Extensions.AI;

namespace RefundDesk;

/// <summary>
/// Reads a conversation from its messages. Only the user's words and the planner's own calls move it; results are looked up as data.
/// </summary>
internal sealed class ConversationReader
{
    private readonly Dictionary<string, ToolAnswer> _answers = new(StringComparer.Ordinal);
    private readonly List<ToolStep> _steps = [];
    private DeskRequest? _request;
    private string? _userText;
    private string _assistantText = "";
    private int? _lastOrder;
    private string? _lastCustomer;

    private ConversationReader()
    {
    }

    public static Conversation Read(IReadOnlyList<ChatMessage> messages, string? instructions)
    {
        var reader = new ConversationReader();
        foreach (var result in messages.SelectMany(message => message.Contents).OfType<FunctionResultContent>())
            reader._answers[result.CallId] = ToolAnswer.Read(result);
        foreach (var message in messages)
            reader.Add(message);
        reader.EndOfUserText();

        var rules = messages.Where(message => message.Role == ChatRole.System).Select(message => message.Text).Prepend(instructions ?? "");
        return new Conversation
        {
            Request = reader._request,
            Steps = reader._steps,
            LastOrder = reader._lastOrder,
            LastCustomer = reader._lastCustomer,
            Rules = HouseRules.Read(string.Join('\n', rules)),
        };
    }

    private void Add(ChatMessage message)
    {
        if (message.Role == ChatRole.User)
        {
            if (_userText is null)
                Remember();
            _userText = _userText is null ? message.Text : $"{_userText}\n{message.Text}";
        }
        else if (message.Role == ChatRole.Assistant)
        {
            EndOfUserText();
            _assistantText = message.Text.Length > 0 ? message.Text : _assistantText;
            _steps.AddRange(message.Contents.OfType<FunctionCallContent>()
                .Select(call => ToolStep.Of(call, _answers.GetValueOrDefault(call.CallId))));
        }
    }

    /// <summary>A new message of the user begins: what was spoken of so far is what "it" may mean.</summary>
    private void Remember()
    {
        if (_request is { } spoken)
        {
            _lastCustomer = spoken.Customer ?? _lastCustomer;
            _lastOrder = spoken.OrderIds is [.., var named] ? named : spoken.Customer is null ? _lastOrder : null;
        }

        foreach (var step in _steps)
            _lastOrder = step.OrderId ?? _lastOrder;
        _steps.Clear();
    }

    private void EndOfUserText()
    {
        if (_userText is null)
            return;
        var own = RequestReader.Read(_userText);
        var asked = _assistantText.EndsWith('?');
        _request = asked && _request is { } open && Answers(own, open) ? open.AnsweredBy(own) : own;
        _userText = null;
        _assistantText = "";
    }

    /// <summary>A message with a wish of its own is no answer: it starts anew.</summary>
    private static bool Answers(DeskRequest own, DeskRequest open) => !own.Declines && (
        own.Intent is Intent.None or Intent.Complaint
        || own.Intent == open.Intent
        || IntentReader.OnlyNamesOrder(own.Sentence)
        || (own.Intent is Intent.Refund && open.Intent is Intent.Complaint));
}
