using System.Net;
using System.Net.Sockets;

namespace Agentry;

/// <summary>Assigns a <see cref="FailureClass"/> to an exception, from the types of the framework alone.</summary>
public static class FailureClassifier
{
    /// <summary>Classifies an exception by the first cause in its chain that is known.</summary>
    /// <param name="exception">Never an <see cref="OperationCanceledException"/> of the caller's own token.</param>
    public static FailureClass Classify(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            FailureClass found = e switch
            {
                AgentryException own => own.FailureClass,
                TimeoutException or OperationCanceledException => FailureClass.Timeout,
                HttpRequestException { StatusCode: { } status } => FromStatus(status),
                HttpRequestException or SocketException or IOException => FailureClass.Transient,
                UnauthorizedAccessException => FailureClass.Unauthorized,
                _ => FailureClass.Unknown,
            };
            if (found != FailureClass.Unknown)
                return found;
        }

        return FailureClass.Unknown;
    }

    /// <summary>Classifies an HTTP status by RFC 9110; 529 is the "overloaded" answer of some model providers.</summary>
    public static FailureClass FromStatus(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => FailureClass.Unauthorized,
        408 or 504 => FailureClass.Timeout,
        413 => FailureClass.ContextTooLong,
        429 or 529 => FailureClass.Throttled,
        >= 400 and < 500 => FailureClass.InvalidRequest,
        >= 500 => FailureClass.Transient,
        _ => FailureClass.Unknown,
    };
}
