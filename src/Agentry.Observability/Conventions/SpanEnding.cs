using System.Diagnostics;

namespace Agentry;

/// <summary>How every span ends: an error has a type and never a text, which could hold content; a cancellation is no error.</summary>
internal static class SpanEnding
{
    public static void Close(this Activity span, string? error, bool cancelled = false)
    {
        if (error is not null)
        {
            span.SetStatus(ActivityStatusCode.Error);
            span.AddTag(Attributes.ErrorType, error);
        }

        if (cancelled)
            span.AddTag(Attributes.Cancelled, true);
        span.Dispose();
    }
}
