namespace Agentry;

/// <summary>The error codes of model providers, and what they mean here.</summary>
/// <remarks>
/// From the error pages of OpenAI and Anthropic. A specific code beats the HTTP status, because providers answer a used-up quota with 429 and
/// a too long context with 400; a general one only stands in for a status that is missing, as in an error event of a stream.
/// </remarks>
internal static class ProviderCodes
{
    private static readonly (string Code, FailureClass Class)[] Specific =
    [
        ("context_length_exceeded", FailureClass.ContextTooLong),
        ("request_too_large", FailureClass.ContextTooLong),
        ("prompt is too long", FailureClass.ContextTooLong),
        ("insufficient_quota", FailureClass.QuotaExhausted),
        ("billing_hard_limit_reached", FailureClass.QuotaExhausted),
        ("billing_error", FailureClass.QuotaExhausted),
        ("content_filter", FailureClass.ContentBlocked),
        ("content_policy_violation", FailureClass.ContentBlocked),
        (Overloaded, FailureClass.Throttled),
        ("rate_limit_error", FailureClass.Throttled),
        ("rate_limit_exceeded", FailureClass.Throttled),
        ("authentication_error", FailureClass.Unauthorized),
        ("permission_error", FailureClass.Unauthorized),
        ("invalid_api_key", FailureClass.Unauthorized),
    ];

    private static readonly (string Code, FailureClass Class)[] General =
    [
        ("timeout_error", FailureClass.Timeout),
        ("api_error", FailureClass.Transient),
        ("server_error", FailureClass.Transient),
        ("invalid_request_error", FailureClass.InvalidRequest),
        ("not_found_error", FailureClass.InvalidRequest),
    ];

    public const string Overloaded = "overloaded_error";

    /// <summary>Finds a code in a property of an exception (<c>OverloadedError</c> counts as <c>overloaded_error</c>) or in its message.</summary>
    public static (string Code, FailureClass Class)? Find(string? code, string message, bool hasStatus) =>
        Find(Specific, code, message) ?? (hasStatus ? null : Find(General, code, message));

    private static (string Code, FailureClass Class)? Find((string Code, FailureClass Class)[] known, string? code, string message)
    {
        foreach ((string Code, FailureClass Class) entry in known)
        {
            if (code is not null && SameLetters(entry.Code, code))
                return entry;
        }

        foreach ((string Code, FailureClass Class) entry in known)
        {
            if (HasWord(message, entry.Code))
                return entry;
        }

        return null;
    }

    private static bool SameLetters(string snakeCase, string code)
    {
        int i = 0;
        foreach (char c in code)
        {
            if (c == '_')
                continue;
            while (i < snakeCase.Length && snakeCase[i] == '_')
                i++;
            if (i == snakeCase.Length || snakeCase[i++] != char.ToLowerInvariant(c))
                return false;
        }

        return i == snakeCase.Length;
    }

    private static bool HasWord(string text, string word)
    {
        for (int at = text.IndexOf(word, StringComparison.Ordinal); at >= 0; at = text.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            int end = at + word.Length;
            if ((at == 0 || !IsWordPart(text[at - 1])) && (end == text.Length || !IsWordPart(text[end])))
                return true;
        }

        return false;
    }

    private static bool IsWordPart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
