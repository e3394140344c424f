using System.Diagnostics;

namespace Agentry.Tests;

/// <summary>A span of the host around the code under test, as ASP.NET Core makes one for a request.</summary>
internal sealed class Caller : IDisposable
{
    public Caller()
    {
        Span = new Activity("request").SetIdFormat(ActivityIdFormat.W3C);
        Span.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        Span.Start();
    }

    public Activity Span { get; }

    public void Dispose() => Span.Dispose();
}
