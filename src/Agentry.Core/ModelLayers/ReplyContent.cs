using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Tells what a model says from what is said about it: usage, errors and empty texts show a reader nothing. Until the first content a stream may begin anew.</summary>
public static class ReplyContent
{
    /// <summary>Whether a part of a reply shows something to its reader.</summary>
    public static bool Is(AIContent content) => content is not (UsageContent or ErrorContent or TextContent { Text.Length: 0 });

    /// <summary>Whether an update of a stream shows something to its reader.</summary>
    /// <exception cref="ArgumentNullException">There is no update.</exception>
    public static bool IsIn(ChatResponseUpdate update)
    {
        ArgumentNullException.ThrowIfNull(update);
        for (int i = 0; i < update.Contents.Count; i++)
        {
            if (Is(update.Contents[i]))
                return true;
        }

        return false;
    }
}
