// RequestData: what stands behind a Request, filled in by whoever answers it. Not for programs.
#pragma once

#include <BackState/core/uploaded_file.h>

#include <QByteArray>
#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QSharedData>
#include <QStringList>

#include <functional>
#include <utility>

namespace BackState {

struct RequestData : QSharedData
{
    QByteArray method = "GET";
    QString path;
    QList<std::pair<QString, QString>> pathParameters;
    QList<std::pair<QString, QString>> query;
    QList<std::pair<QByteArray, QByteArray>> headers; // names in lower case
    QList<std::pair<QString, QString>> form;
    QList<UploadedFile> files;
    QJsonObject signalValues;
    QString sessionId;
    QString user;
    QStringList roles;
    QByteArray formToken;
    QString remoteAddress;
    bool isDatastar = false;
};

} // namespace BackState
