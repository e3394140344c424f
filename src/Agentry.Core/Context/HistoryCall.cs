using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>A call at one place of a history: an id alone is not enough, because providers may use it again in a later reply.</summary>
internal sealed class HistoryCall(FunctionCallContent content)
{
    public FunctionCallContent Content => content;

    /// <summary>Its answer, wherever in the history that stands.</summary>
    public FunctionResultContent? Result { get; set; }

    /// <summary>What a person said who rejected it.</summary>
    public string? Rejection { get; set; }
}
