using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace Agentry;

/// <summary>Assigns a <see cref="FailureClass"/> to an exception of any library, without referencing it.</summary>
/// <remarks>
/// The caller's own cancellation is no failure: ask your token before you classify an <see cref="OperationCanceledException"/>. One that comes
/// from somewhere else, such as <see cref="HttpClient.Timeout"/>, is a timeout.
/// </remarks>
public static class FailureClassifier
{
    /// <summary>Classifies an exception by the first cause in its chain that is known.</summary>
    /// <param name="exception">Never an <see cref="OperationCanceledException"/> of the caller's own token.</param>
    public static FailureClass Classify(Exception exception) => Describe(exception).Class;

    /// <summary>Everything that an exception says about the failure.</summary>
    /// <param name="exception">Never an <see cref="OperationCanceledException"/> of the caller's own token.</param>
    /// <param name="time">The clock that dates in headers are compared with; by default the system's.</param>
    public static FailureDetails Describe(Exception exception, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(exception);
        FailureDetails? unknown = null;
        foreach (Exception cause in Causes(exception))
        {
            FailureDetails found = DescribeOne(cause, time ?? TimeProvider.System);
            if (found.Class == FailureClass.Unknown)
                unknown ??= found;
            else if (cause is AgentryException && cause.InnerException is { } inner)
                return Describe(inner, time) with { Class = found.Class };
            else
                return found;
        }

        return unknown!;
    }

    /// <summary>Classifies an HTTP status by RFC 9110; 529 is the "overloaded" answer of some model providers.</summary>
    public static FailureClass FromStatus(HttpStatusCode status) => (int)status switch
    {
        401 or 403 => FailureClass.Unauthorized,
        402 => FailureClass.QuotaExhausted,
        408 or 504 => FailureClass.Timeout,
        413 => FailureClass.ContextTooLong,
        429 or 529 => FailureClass.Throttled,
        >= 400 and < 500 => FailureClass.InvalidRequest,
        >= 500 => FailureClass.Transient,
        _ => FailureClass.Unknown,
    };

    /// <summary>
    /// Whether an exception proves that a request never left this machine: the name was not resolved, the connection was refused or could not
    /// be set up.
    /// </summary>
    /// <remarks>
    /// It speaks of the last request only. A tool that sends one request may turn it into a <see cref="ToolException"/> with <c>neverSent</c>; one
    /// that sends several, or whose HTTP client retries by itself, may not, because an earlier request may have had its effect.
    /// </remarks>
    public static bool WasNeverSent(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        return exception switch
        {
            AggregateException { InnerExceptions: { Count: > 0 } all } => all.All(WasNeverSent),
            ToolException { NeverSent: true } => true,
            HttpRequestException { StatusCode: not null } => false,
            HttpRequestException
            {
                HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
                    or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError
            } => true,
            SocketException
            {
                SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain
            } => true,
            _ => exception.InnerException is { } inner && WasNeverSent(inner),
        };
    }

    /// <summary>Classifies an error that a model's reply holds instead of an answer.</summary>
    internal static FailureClass Classify(ErrorContent error) =>
        string.Equals(error.ErrorCode, "refusal", StringComparison.OrdinalIgnoreCase)
            ? FailureClass.ContentBlocked
            : ProviderCodes.Find(error.ErrorCode, error.Message ?? "", hasStatus: false)?.Class ?? FailureClass.InvalidResponse;

    private static FailureDetails DescribeOne(Exception exception, TimeProvider time)
    {
        FailureClass known = exception switch
        {
            AgentryException own => own.FailureClass,
            TimeoutException or OperationCanceledException => FailureClass.Timeout,
            HttpRequestException { StatusCode: { } status } => FromStatus(status),
            HttpRequestException or SocketException => FailureClass.Transient,
            FileNotFoundException or DirectoryNotFoundException or PathTooLongException => FailureClass.Unknown,
            IOException => FailureClass.Transient,
            JsonException => FailureClass.InvalidResponse,
            UnauthorizedAccessException => FailureClass.Unauthorized,
            _ => FailureClass.Unknown,
        };
        if (exception is AgentryException)
            return new FailureDetails { Class = known };

        ExceptionShape shape = ExceptionShape.Of(exception);
        int? http = shape.Status(exception);
        (string Code, FailureClass Class)? code = ProviderCodes.Find(shape.Code(exception), exception.Message, http is not null);
        if (exception.GetType().Name.Contains("SpendLimit", StringComparison.Ordinal))
            code = ("billing_error", FailureClass.QuotaExhausted);
        return new FailureDetails
        {
            Class = code?.Class ?? (known != FailureClass.Unknown || http is null ? known : FromStatus((HttpStatusCode)http)),
            HttpStatus = http,
            Code = code?.Code,
            RetryAfter = shape.RetryAfter(exception, time.GetUtcNow()),
            IsOverload = http == 529 || code?.Code == ProviderCodes.Overloaded,
        };
    }

    /// <summary>The exception and its causes, the outermost first; of an aggregate every branch.</summary>
    private static IEnumerable<Exception> Causes(Exception exception)
    {
        yield return exception;
        IEnumerable<Exception> inner = exception is AggregateException aggregate
            ? aggregate.InnerExceptions
            : exception.InnerException is { } one ? [one] : [];
        foreach (Exception cause in inner.SelectMany(Causes))
            yield return cause;
    }
}
