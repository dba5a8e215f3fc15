#include <BackState/visitors/account_changes.h>

#include <QTemporaryDir>
#include <QTest>

using namespace BackState;
using namespace BackState::Http;

class tst_AccountChanges : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void concernWhatWasIssuedBefore();
    void goTogether();
    void areForgottenWhenTheyAreOld();
    void areKeptInAFile();
    void areThoseOfBeforeAndOfNow();
    void concernNoCookieThatIsIssuedNow();
};

static QStringList rolesOf(const AccountChanges &changes, const QString &user, qint64 issued)
{
    Account account{user, {"former"}};
    return changes.apply(account, issued) ? account.roles : QStringList{"signed out"};
}

void tst_AccountChanges::concernWhatWasIssuedBefore()
{
    AccountChanges changes;
    changes.signOut("ada", 100, 1000);
    changes.setRoles("bob", {"author"}, 100, 1000);
    QCOMPARE(rolesOf(changes, "ada", 99), QStringList{"signed out"});
    QCOMPARE(rolesOf(changes, "ada", 100), QStringList{"signed out"});
    QCOMPARE(rolesOf(changes, "ada", 101), QStringList{"former"});
    QCOMPARE(rolesOf(changes, "bob", 100), QStringList{"author"});
    QCOMPARE(rolesOf(changes, "bob", 101), QStringList{"former"});
    QCOMPARE(rolesOf(changes, "eve", 1), QStringList{"former"});
}

void tst_AccountChanges::goTogether()
{
    AccountChanges changes;
    changes.setRoles("ada", {"author"}, 100, 1000);
    changes.signOut("ada", 200, 1000);
    changes.setRoles("ada", {"editor"}, 300, 1000);
    QCOMPARE(rolesOf(changes, "ada", 150), QStringList{"signed out"});
    QCOMPARE(rolesOf(changes, "ada", 250), QStringList{"editor"});
    QCOMPARE(rolesOf(changes, "ada", 350), QStringList{"former"});
}

void tst_AccountChanges::areForgottenWhenTheyAreOld()
{
    AccountChanges changes;
    changes.signOut("ada", 100, 200);
    changes.signOut("bob", 150, 250);
    QCOMPARE(changes.count(), 2);
    changes.signOut("eve", 200, 300);
    QCOMPARE(changes.count(), 2);
    QCOMPARE(rolesOf(changes, "bob", 1), QStringList{"signed out"});
}

void tst_AccountChanges::areKeptInAFile()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath("accounts");
    {
        AccountChanges changes;
        changes.setFile(file, 100);
        changes.signOut(QString::fromUtf8("\u00e4 \"b\""), 100, 200);
        changes.setRoles("bob", {"a", "b"}, 100, 300);
    }
    AccountChanges soon;
    soon.setFile(file, 150);
    QCOMPARE(rolesOf(soon, QString::fromUtf8("\u00e4 \"b\""), 1), QStringList{"signed out"});
    QCOMPARE(rolesOf(soon, "bob", 1), (QStringList{"a", "b"}));
    AccountChanges late;
    late.setFile(file, 250);
    QCOMPARE(late.count(), 1);
}

void tst_AccountChanges::areThoseOfBeforeAndOfNow()
{
    const QTemporaryDir folder;
    const QString file = folder.filePath("accounts");
    {
        AccountChanges before;
        before.setFile(file, 100);
        before.setRoles("ada", {"author"}, 100, 1000);
        before.signOut("bob", 100, 1000);
    }
    {
        AccountChanges changes;
        changes.signOut("ada", 200, 1000); // before it knows its file
        changes.setRoles("bob", {"editor"}, 200, 1000);
        changes.setFile(file, 200);
        QCOMPARE(rolesOf(changes, "ada", 150), QStringList{"signed out"});
    }
    AccountChanges after;
    after.setFile(file, 300);
    QCOMPARE(rolesOf(after, "ada", 150), QStringList{"signed out"});
    QCOMPARE(rolesOf(after, "bob", 50), QStringList{"signed out"});
    QCOMPARE(rolesOf(after, "bob", 150), QStringList{"editor"});
}

void tst_AccountChanges::concernNoCookieThatIsIssuedNow()
{
    AccountChanges changes;
    QCOMPARE(changes.after("ada", 100), 100);
    changes.signOut("ada", 100, 1000);
    QCOMPARE(changes.after("ada", 100), 101);
    QCOMPARE(rolesOf(changes, "ada", changes.after("ada", 100)), QStringList{"former"});
    QCOMPARE(changes.after("ada", 200), 200);
}

QTEST_APPLESS_MAIN(tst_AccountChanges)
#include "tst_account_changes.moc"
